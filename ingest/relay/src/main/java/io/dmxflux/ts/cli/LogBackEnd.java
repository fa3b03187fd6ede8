// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.text.LogFormat;
import java.util.stream.Stream;

/** Where libraries log. */
final class LogBackEnd {

    /** What says how messages are written. */
    static final String OPTION = "--log-format";

    private static final String PROVIDER = "slf4j.provider";

    private LogBackEnd() {}

    /**
     * Has SLF4J log where messages go, before anything logs: Logback costs a start 0.1 s and is loaded for machines only. Left to
     * itself, it writes all there is to standard output. Where a file says how messages are written, which is read later, what
     * libraries log becomes a message as it is.
     *
     * @param arguments of the command line, not parsed yet
     */
    static void choose(String... arguments) {
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
        return Stream.of(LogFormat.JSON, LogFormat.LOGFMT)
                .filter(format -> words.contains(" " + OPTION + "=" + format + " ")
                        || words.contains(" " + OPTION + " " + format + " "))
                .findFirst()
                .orElse(LogFormat.TEXT);
    }
}
