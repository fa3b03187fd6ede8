// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.io.PrintWriter;

/** Where results go, which somebody reads or keeps: a command whose results are lost has failed. */
final class StandardOutput {

    private StandardOutput() {}

    /** Writes what was printed. */
    static void flush(PrintWriter out) {
        if (out.checkError()) {
            throw new IllegalStateException(
                    "standard output: cannot be written (expected: room on the disk, or a reader)");
        }
    }
}
