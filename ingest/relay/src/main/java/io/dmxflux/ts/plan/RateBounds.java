// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Between which bit rates an input or an output is as it should be: {@code ?minrate=4M&maxrate=60M}.
 *
 * @param least bit/s of whole packets; 0 for no bound
 * @param most bit/s of whole packets; {@code Long.MAX_VALUE} for no bound
 */
public record RateBounds(long least, long most) {

    /** Any bit rate is as it should be. */
    public static final RateBounds NONE = new RateBounds(0, Long.MAX_VALUE);

    /** The option, and the key of a configuration, for the lower bound. */
    public static final String LEAST = "minrate";

    /** The option, and the key of a configuration, for the upper bound. */
    public static final String MOST = "maxrate";

    private static final Pattern RATE = Pattern.compile("(\\d{1,11}(?:\\.\\d{1,9})?)([kKM]?)");
    private static final Map<String, Integer> ZEROS = Map.of("k", 3, "K", 3, "M", 6);
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(10_000_000_000L);

    /**
     * Checks that a bit rate can be within them.
     *
     * @param least any
     * @param most not less
     * @throws IllegalArgumentException in one line, if none can
     */
    public RateBounds {
        if (least > most) {
            throw new IllegalArgumentException(
                    LEAST + ": " + least + " (expected: less than " + MOST + ", " + most + " bit/s)");
        }
    }

    /**
     * Takes bounds as they are written.
     *
     * @param least empty for no bound
     * @param most empty for no bound
     * @return the bounds
     * @throws IllegalArgumentException in one line, if the first is higher than the second
     */
    public static RateBounds of(Optional<Long> least, Optional<Long> most) {
        return new RateBounds(least.orElse(NONE.least), most.orElse(NONE.most));
    }

    /** Takes the bounds of a URI. */
    static RateBounds of(StreamUri uri) {
        return uri.explaining(() -> of(read(uri, LEAST), read(uri, MOST)));
    }

    private static Optional<Long> read(StreamUri uri, String name) {
        return uri.explaining(() -> uri.option(name).map(text -> parse(name, text)));
    }

    /** Adds the options of bounds to those of a kind of stream. */
    static Set<String> and(String... options) {
        Set<String> all = new TreeSet<>(Set.of(options));
        all.add(LEAST);
        all.add(MOST);
        return all;
    }

    /**
     * Reads a bit rate as a user writes it: {@code 4M}, {@code 2.5M}, {@code 192k}, {@code 4000000}.
     *
     * @param name what it is for, for the error
     * @param text what the user wrote
     * @return bit/s
     * @throws IllegalArgumentException if it is none, or more than 10 Gbit/s: the name, the text and what was expected
     */
    public static long parse(String name, String text) {
        Matcher rate = RATE.matcher(text);
        if (rate.matches()) {
            BigDecimal bits = new BigDecimal(rate.group(1)).scaleByPowerOfTen(ZEROS.getOrDefault(rate.group(2), 0));
            if (bits.compareTo(BigDecimal.ONE) >= 0 && bits.compareTo(HIGHEST) <= 0) {
                return bits.longValue();
            }
        }
        throw new IllegalArgumentException(
                name + ": " + text + " (expected: bits per second, as in 4M, 2.5M, 192k or 4000000)");
    }

    /**
     * Tells whether any bit rate is as it should be.
     *
     * @return true without bounds
     */
    public boolean isNone() {
        return least == NONE.least && most == NONE.most;
    }

    /**
     * Compares a bit rate with the bounds.
     *
     * @param bitsPerSecond the bit rate
     * @return less than 0 if it is too low, more than 0 if it is too high, 0 if it is within
     */
    public int compare(long bitsPerSecond) {
        return bitsPerSecond < least ? -1 : bitsPerSecond > most ? 1 : 0;
    }
}
