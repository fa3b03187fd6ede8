// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as a user writes it: {@code -30m}, before the moment at which it is asked for; or {@code 2026-11-25T20:15:00+01:00}.
 *
 * @param text as it is written
 * @param before how long before now; zero for a time of the calendar
 * @param time of the calendar; the epoch for one before now
 */
record LogMoment(String text, Duration before, Instant time) {

    static final String EXPECTED = "-30m, with s, m, h or d, or 2026-11-25T20:15:00+01:00";

    private static final Pattern BEFORE = Pattern.compile("-(\\d{1,6})([smhd])");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static LogMoment parse(StreamUri uri, String option, String text) {
        Matcher ago = BEFORE.matcher(text);
        if (ago.matches()) {
            long seconds = Long.parseLong(ago.group(1)) * SECONDS.getOrDefault(ago.group(2), 0L);
            return new LogMoment(text, Duration.ofSeconds(seconds), Instant.EPOCH);
        }
        try {
            // a plus sign that is not written as %2B is a space in a URI
            OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', '+'));
            return new LogMoment(text, Duration.ZERO, time.toInstant());
        } catch (DateTimeParseException e) {
            throw uri.error(option + ": " + text, EXPECTED);
        }
    }

    boolean isBeforeNow() {
        return !before.isZero();
    }

    /** Returns when it is, if it is asked for now. */
    Instant at(Instant now) {
        return isBeforeNow() ? now.minus(before) : time;
    }
}
