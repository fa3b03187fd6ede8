// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

/** The exit codes of the process. */
final class ExitCode {

    /** It did what was asked. */
    static final int DONE = 0;

    /** It failed while running. */
    static final int FAILED = 1;

    /** It was asked for something that makes no sense. */
    static final int USAGE = 2;

    private ExitCode() {}
}
