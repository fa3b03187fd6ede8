// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.util.Locale;
import java.util.stream.Stream;

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
     * Has SLF4J log where messages go, before anything logs: Logback costs a start 0.1 s and is loaded for machines only. Left to
     * itself, it writes all there is to standard output.
     *
     * @param arguments of the command line, not parsed yet
     */
    static void chooseBackEnd(String... arguments) {
        LogFormat chosen = among(arguments);
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty("slf4j.internal.verbosity", "WARN"); // or it tells of the choice
            System.setProperty(
                    PROVIDER,
                    chosen.isForPeople()
                            ? "org.slf4j.simple.SimpleServiceProvider"
                            : "ch.qos.logback.classic.spi.LogbackServiceProvider");
        }
        if (!chosen.isForPeople()) { // as long as there are no messages
            StructuredFormat.open(chosen, Terminal.isStandardErrorOfJournal(), System.err::println);
        }
    }

    private static LogFormat among(String... arguments) {
        String words = " " + String.join(" ", arguments) + " ";
        return Stream.of(JSON, LOGFMT)
                .filter(format -> words.contains(" " + OPTION + "=" + format + " ")
                        || words.contains(" " + OPTION + " " + format + " "))
                .findFirst()
                .orElse(TEXT);
    }

    boolean isForPeople() {
        return this == TEXT;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
