// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.nio.file.Path;

/** Another process that writes a log. */
final class WritingProcess {

    private WritingProcess() {}

    /**
     * Makes a process, not started yet.
     *
     * @param program has a {@code main}, whose argument is the directory
     * @param directory of the log
     */
    static ProcessBuilder of(Class<?> program, Path directory) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                directory.toString());
    }
}
