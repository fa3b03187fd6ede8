// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Standard input or output, which the process may have been started without ({@code <&-}): its descriptor is then that of a
 * file of the JVM, most often of its modules, or of one that is closed when a program is executed, and so was not there at the
 * start.
 *
 * <p><b>Source:</b> proc(5), {@code /proc/self/fdinfo}: {@code flags}, octal, with {@code O_CLOEXEC}.
 */
enum StandardStream {
    INPUT(0, "standard input"),
    OUTPUT(1, "standard output");

    private static final int O_CLOEXEC = 0x80000;
    private static final int OCTAL = 8;
    private static final String FLAGS = "flags:";
    private static final String EXPECTED = " (expected: a pipe or a file, with < or >)";

    private final int descriptor;
    private final String name;

    StandardStream(int descriptor, String name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    /** Returns what is wrong with it; empty if nothing is. */
    Optional<String> missing() {
        Path information = Path.of("/proc/self/fdinfo");
        if (!Files.isDirectory(information)) {
            return Optional.empty(); // no /proc
        }
        try {
            return isOfTheJvm() || isClosedOnExecution(information)
                    ? Optional.of(name + " is closed" + EXPECTED)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(name + " is closed" + EXPECTED);
        }
    }

    private boolean isOfTheJvm() throws IOException {
        Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)));
        return target.startsWith(Path.of(System.getProperty("java.home")).toRealPath());
    }

    private boolean isClosedOnExecution(Path information) throws IOException {
        return Files.readAllLines(information.resolve(Integer.toString(descriptor))).stream()
                .filter(line -> line.startsWith(FLAGS))
                .mapToLong(line -> Long.parseLong(line.substring(FLAGS.length()).trim(), OCTAL))
                .anyMatch(flags -> (flags & O_CLOEXEC) != 0);
    }

    /**
     * Refuses it where it is not there.
     *
     * @throws IllegalArgumentException in one line
     */
    void refuseIfClosed() {
        missing().ifPresent(problem -> {
            throw new IllegalArgumentException("-: " + problem);
        });
    }
}
