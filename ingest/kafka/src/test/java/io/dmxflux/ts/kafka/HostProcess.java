// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Another host: a process of its own, to be stopped and killed. */
final class HostProcess {

    private HostProcess() {}

    /**
     * Starts one.
     *
     * @param program has a {@code main}, which takes the arguments
     * @param output a file, to which it prints
     */
    static Process start(Class<?> program, Path output, String... arguments) throws IOException {
        return start(List.of(), program, output, arguments);
    }

    /**
     * Starts one by another command.
     *
     * @param by is given the command of this one
     */
    static Process start(List<String> by, Class<?> program, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx100m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        Collections.addAll(command, arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
