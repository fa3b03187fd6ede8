// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Text of the process in UTF-8, whatever the locale: a unit of systemd and a cron job have none, and names of services would
 * leave as question marks.
 */
final class Utf8 {

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Utf8() {}

    static PrintWriter writer(OutputStream out) {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /**
     * Reads the arguments again if the JVM has decoded them with another charset.
     *
     * @param arguments as {@code main} got them
     * @return the same, in UTF-8
     */
    static String[] arguments(String[] arguments) {
        if ("UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))) {
            return arguments;
        }
        try {
            return lastOf(Files.readString(COMMAND_LINE, StandardCharsets.UTF_8), arguments);
        } catch (IOException e) { // no such file system, or bytes that are no UTF-8
            return arguments;
        }
    }

    private static String[] lastOf(String commandLine, String[] arguments) {
        String[] all = commandLine.split("\0", -1);
        int end = all.length - 1; // each ends with a zero
        return end < arguments.length ? arguments : Arrays.copyOfRange(all, end - arguments.length, end);
    }
}
