// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.util.Locale;
import java.util.stream.IntStream;

/** How messages are written. */
enum LogFormat {
    /** Lines for people. */
    TEXT,
    /** A JSON object in each line. */
    JSON,
    /** {@code key=value} in each line. */
    LOGFMT;

    private static final String OPTION = "--log-format";
    private static final String PROVIDER = "slf4j.provider";

    static LogFormat parse(String text) {
        for (LogFormat format : values()) {
            if (format.toString().equals(text)) {
                return format;
            }
        }
        throw new IllegalArgumentException(OPTION + ": " + text + " (expected: text, json or logfmt)");
    }

    /**
     * Has SLF4J log where messages go, before anything logs: Logback costs a start 0.1 s and is loaded for machines only.
     *
     * @param arguments of the command line, not parsed yet
     */
    static void chooseBackEnd(String... arguments) {
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty("slf4j.internal.verbosity", "WARN"); // or it tells of the choice
            boolean structured = IntStream.range(0, arguments.length)
                    .mapToObj(at -> arguments[at].equals(OPTION) && at + 1 < arguments.length
                            ? OPTION + "=" + arguments[at + 1]
                            : arguments[at])
                    .anyMatch(word -> word.equals(OPTION + "=json") || word.equals(OPTION + "=logfmt"));
            System.setProperty(
                    PROVIDER,
                    structured
                            ? "ch.qos.logback.classic.spi.LogbackServiceProvider"
                            : "org.slf4j.simple.SimpleServiceProvider");
        }
    }

    boolean isForPeople() {
        return this == TEXT;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
