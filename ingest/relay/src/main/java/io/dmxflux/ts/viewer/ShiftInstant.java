// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.plan.LogMoment;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A moment as it stands in a URL: {@code -30m}, or {@code 2026-11-27T20:15:00+01:00}. */
final class ShiftInstant {

    private static final String EXPECTED =
            " (expected: a time ago in s, m, h or d, as -30m, or a moment, as 2026-11-27T20:15:00+01:00)";
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private ShiftInstant() {}

    /**
     * Reads a moment.
     *
     * @param name of the parameter
     * @param text of the URL
     * @param now from which {@code -30m} counts
     * @throws IllegalArgumentException in one line, if it is none
     */
    static Instant parse(String name, String text, Instant now) {
        return LogMoment.parse(text)
                .map(moment -> moment.at(now))
                .orElseThrow(() -> new IllegalArgumentException(name + ": " + text + EXPECTED));
    }

    /** Writes a moment as {@link #parse} reads it, by the time of this machine. */
    static String text(Instant moment) {
        return SHOWN.format(moment.atZone(ZoneId.systemDefault()));
    }
}
