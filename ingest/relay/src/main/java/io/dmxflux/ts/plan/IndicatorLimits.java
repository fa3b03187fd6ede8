// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.tr101290.Limit;
import io.dmxflux.ts.tr101290.Tr101290Config;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The limits by which an input is checked by TR 101 290, where they are not the standard's: {@code
 * ?tr101290=pid:1s,pcr-repetition:40ms}, or {@code tr101290: {pid: 1s}} in a configuration. As the bounds of a bit rate, they
 * belong to no input: it stays open when they change.
 *
 * @param changed those that are others, by {@link Limit}
 */
public record IndicatorLimits(Map<Limit, Duration> changed) {

    /** The limits of the standard. */
    public static final IndicatorLimits STANDARD = new IndicatorLimits(Map.of());

    /** The option, and the key of a configuration. */
    public static final String OPTION = "tr101290";

    private static final Map<String, Limit> NAMES =
            Arrays.stream(Limit.values()).collect(Collectors.toUnmodifiableMap(Limit::toString, limit -> limit));

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LEAST_ACCURATE = Duration.ofMillis(1);

    /**
     * Checks that they fit each other.
     *
     * @param changed any
     * @throws IllegalArgumentException in one line, if the standard's for the rest do not fit them
     */
    public IndicatorLimits {
        changed = Map.copyOf(changed);
        in(Tr101290Config.DEFAULT, changed);
    }

    /** Adds the options that every input has to those of a kind of input. */
    static Set<String> and(String... options) {
        Set<String> all = RateBounds.and(options);
        all.add(OPTION);
        return all;
    }

    /** Takes the limits of a URI. */
    static IndicatorLimits of(StreamUri uri) {
        return uri.explaining(
                () -> uri.option(OPTION).map(IndicatorLimits::parse).orElse(STANDARD));
    }

    private static IndicatorLimits parse(String text) {
        Map<Limit, Duration> changed = new EnumMap<>(Limit.class);
        for (String limit : text.split(",", -1)) {
            String[] parts = limit.split(":", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException(OPTION + ": " + limit
                        + " (expected: limits with their times, as in pid:1s,pcr-repetition:40ms)");
            }
            add(changed, parts[0], parts[1]);
        }
        return new IndicatorLimits(changed);
    }

    /**
     * Adds a limit as a user writes it.
     *
     * @param limits where to
     * @param name such as {@code pcr-repetition}
     * @param time such as {@code 40ms}
     * @throws IllegalArgumentException in one line, if there is no such limit, it is there already, or the time makes no sense
     */
    public static void add(Map<Limit, Duration> limits, String name, String time) {
        Limit limit = NAMES.get(name);
        if (limit == null) {
            throw new IllegalArgumentException(OPTION + ": no limit " + name + " (expected: one of "
                    + String.join(", ", new TreeSet<>(NAMES.keySet())) + ")");
        }
        if (limits.put(limit, time(limit, time)) != null) {
            throw new IllegalArgumentException(OPTION + ": " + name + " twice (expected: once)");
        }
    }

    private static Duration time(Limit limit, String text) {
        boolean isAccuracy = limit == Limit.PCR_ACCURACY;
        Duration least = isAccuracy ? Duration.ofNanos(1) : SHORTEST;
        Duration most = isAccuracy ? LEAST_ACCURATE : LONGEST;
        Optional<Duration> read =
                ShortTime.parse(text).filter(some -> some.compareTo(least) >= 0 && some.compareTo(most) <= 0);
        if (read.isPresent()) {
            return read.get();
        }
        throw new IllegalArgumentException(OPTION + ": " + limit + ": " + text + " (expected: "
                + (isAccuracy ? "1ns to 1ms, as in 500ns or 2us" : "1ms to 3600s, as in 40ms or 2s") + ")");
    }

    /**
     * Puts the limits into a configuration.
     *
     * @param config of the same input
     * @return the same with these limits
     */
    public Tr101290Config in(Tr101290Config config) {
        return in(config, changed);
    }

    private static Tr101290Config in(Tr101290Config config, Map<Limit, Duration> changed) {
        Tr101290Config.Builder builder = config.toBuilder();
        changed.forEach(builder::limit);
        return builder.build();
    }
}
