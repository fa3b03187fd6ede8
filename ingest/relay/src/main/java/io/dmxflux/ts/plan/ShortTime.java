// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as a user writes it: {@code 500ns}, {@code 2us}, {@code 40ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code 1d}.
 *
 * <p><b>Internal.</b> Public for the rest of the relay.
 */
public final class ShortTime {

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})(ns|us|ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ns", ChronoUnit.NANOS,
            "us", ChronoUnit.MICROS,
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private ShortTime() {}

    /**
     * Reads it.
     *
     * @param text what the user wrote
     * @return how long; empty if the text is no such time
     */
    public static Optional<Duration> parse(String text) {
        Matcher time = SHAPE.matcher(text);
        return time.matches()
                ? Optional.of(Duration.of(Long.parseLong(time.group(1)), UNITS.get(time.group(2))))
                : Optional.empty();
    }
}
