// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a log is forced to the disk. What was written is safe from the end of the process in any case; this is about the end of
 * the machine, which loses what its kernel has not put on the disk yet.
 *
 * @param longest the most time between a write and its forcing; zero to force each write, negative to leave all to the kernel,
 *     which takes about 30 s
 */
public record LogSync(Duration longest) {

    /** The kernel writes when it likes. A segment that is full, or closed, is forced. */
    public static final LogSync SEGMENTS = new LogSync(Duration.ofNanos(-1));

    /** Each write, of up to 16 chunks, is forced before the next. */
    public static final LogSync EACH_WRITE = new LogSync(Duration.ZERO);

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s)");

    /** Checks that a time is given. */
    public LogSync {
        Check.given(longest, "longest");
    }

    /**
     * Reads it as a user writes it.
     *
     * @param text {@code segments}, {@code each}, or a time in ms or s, as {@code 1s}
     * @return when to force
     * @throws IllegalArgumentException in one line, if it is neither
     */
    public static LogSync parse(String text) {
        Matcher time = TIME.matcher(Check.given(text, "text"));
        if (time.matches() && !time.group(1).matches("0+")) {
            long number = Long.parseLong(time.group(1));
            return new LogSync(time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number));
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "segments" -> SEGMENTS;
            case "each" -> EACH_WRITE;
            default ->
                throw new IllegalArgumentException("sync: " + text
                        + " (expected: segments, each, or a time in ms or s between forced writes, as 1s)");
        };
    }

    /** Tells whether a segment is forced before it is full. */
    boolean isTimed() {
        return !longest.isNegative();
    }

    @Override
    public String toString() {
        if (!isTimed()) {
            return "segments";
        }
        long millis = longest.toMillis();
        return millis == 0 ? "each" : millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
