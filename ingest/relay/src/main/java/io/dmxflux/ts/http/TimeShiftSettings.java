// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.dmxflux.check.Check;
import io.dmxflux.ts.sink.FileRotation;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What is kept of all inputs, so that viewers may go back in time.
 *
 * @param directory where
 * @param age for how long; zero without a limit
 * @param bytes how much of each input; 0 without a limit
 */
public record TimeShiftSettings(Path directory, Duration age, long bytes) {

    /** What may be written. */
    public static final String EXPECTED = "DIR or DIR?keep=TIME,SIZE, as in /var/lib/dmxflux?keep=4h,50GB";

    private static final Duration DEFAULT_AGE = Duration.ofHours(4);
    private static final Duration LEAST_AGE = Duration.ofMinutes(1);
    private static final long LEAST_BYTES = 16_000_000;
    private static final String KEEP = "?keep=";

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException in one line, if one is too small
     */
    public TimeShiftSettings {
        Check.given(directory, "directory");
        Check.argument(age.isZero() || age.compareTo(LEAST_AGE) >= 0, "keep", age.toSeconds() + " s", "1m or more");
        Check.argument(bytes == 0 || bytes >= LEAST_BYTES, "keep", bytes + " bytes", "16MB or more");
    }

    /**
     * Reads it as a user writes it.
     *
     * @param text such as {@code /var/lib/dmxflux?keep=4h,50GB}
     * @return what is to be kept; four hours if it does not say
     * @throws IllegalArgumentException in one line without the key, if it is none
     */
    public static TimeShiftSettings parse(String text) {
        int options = text.indexOf('?');
        String directory = options < 0 ? text : text.substring(0, options);
        if (directory.isBlank() || options >= 0 && !text.startsWith(KEEP, options)) {
            throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
        }
        if (options < 0) {
            return new TimeShiftSettings(Path.of(directory), DEFAULT_AGE, 0);
        }
        FileRotation kept = limits(text, text.substring(options + KEEP.length()));
        return new TimeShiftSettings(
                Path.of(directory), kept.period(), kept.bytes() == Long.MAX_VALUE ? 0 : kept.bytes());
    }

    private static FileRotation limits(String text, String limits) {
        try {
            return FileRotation.parse(limits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")", e);
        }
    }
}
