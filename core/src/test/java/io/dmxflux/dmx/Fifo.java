// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import java.io.IOException;
import java.nio.file.Path;

/** FIFOs, which the JDK cannot make. */
public final class Fifo {

    private Fifo() {}

    /** Makes one. */
    public static Path make(Path fifo) throws IOException, InterruptedException {
        int code = new ProcessBuilder("mkfifo", fifo.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException(fifo + ": mkfifo ended with " + code + " (expected: a name that is free)");
        }
        return fifo;
    }
}
