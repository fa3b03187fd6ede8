// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as it stands in a URL: {@code -30m}, or {@code 2026-11-27T20:15:00+01:00}. */
final class ShiftInstant {

    private static final String EXPECTED =
            " (expected: a time ago in s, m, h or d, as -30m, or a moment, as 2026-11-27T20:15:00+01:00)";
    private static final Pattern AGO = Pattern.compile("-([0-9]{1,7})([smhd])");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS, "d", ChronoUnit.DAYS);
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private ShiftInstant() {}

    /**
     * Reads a moment.
     *
     * @param text of the URL, in which a {@code +} that is not escaped has become a space
     * @param now from which {@code -30m} counts
     * @throws IllegalArgumentException in one line, if it is none
     */
    static Instant parse(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            ChronoUnit unit = UNITS.get(ago.group(2));
            return now.minus(Duration.of(Long.parseLong(ago.group(1)), unit == null ? ChronoUnit.SECONDS : unit));
        }
        try {
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("at: " + text + EXPECTED, e);
        }
    }

    /** Writes a moment as {@link #parse} reads it, by the time of this machine. */
    static String text(Instant moment) {
        return SHOWN.format(moment.atZone(ZoneId.systemDefault()));
    }
}
