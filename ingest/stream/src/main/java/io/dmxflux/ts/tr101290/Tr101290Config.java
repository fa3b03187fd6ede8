// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.check.Check;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What is checked in a stream, by which limits, and by which time. Immutable.
 *
 * @param limits the time of each limit
 * @param accuracy most that a PCR may be off (2.4)
 * @param indicators what is checked
 * @param unknown what cannot be known of this stream, and why
 * @param time what tells the time
 * @param schedules whether event schedules are checked too (2.2 and 3.2), which is most of the work in a full multiplex
 */
public record Tr101290Config(
        Map<Limit, Duration> limits,
        Duration accuracy,
        Set<Indicator> indicators,
        Map<Indicator, String> unknown,
        Time time,
        boolean schedules) {

    /** ±500 ns, of ISO/IEC 13818-1 2.4.2.2. */
    private static final Duration ACCURACY = Duration.ofNanos(500);

    /** The limits of TR 101 290, for a stream that arrives at its pace. */
    public static final Tr101290Config DEFAULT = builder().build();

    /** What tells the time of a packet. */
    public enum Time {
        /** When it arrives: for what comes at its own pace. */
        ARRIVAL,
        /** The stream's PCR: for what is read at another pace, such as a file. */
        PCR
    }

    /** Copies what is given, and checks it. */
    public Tr101290Config {
        limits = Map.copyOf(limits);
        indicators = Set.copyOf(indicators);
        unknown = Map.copyOf(unknown);
        limits.forEach((limit, most) ->
                Check.argument(!most.isNegative() && !most.isZero(), limit.name(), most, "more than zero"));
        Check.argument(!accuracy.isNegative(), "accuracy", accuracy, "zero or more");
        Check.argument(limits.size() == Limit.values().length, "limits", limits.keySet(), "a time for each");
    }

    /**
     * Begins with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Begins with these values.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder =
                new Builder().accuracy(accuracy).only(indicators).time(time).schedules(schedules);
        limits.forEach(builder::limit);
        unknown.forEach(builder::unknown);
        return builder;
    }

    long nanos(Limit limit) {
        return limits.getOrDefault(limit, limit.time()).toNanos();
    }

    /** Collects values. Threading: one thread. */
    public static final class Builder {

        private final Map<Limit, Duration> limits = new EnumMap<>(Limit.class);
        private final Map<Indicator, String> unknown = new EnumMap<>(Indicator.class);
        private Duration accuracy = ACCURACY;
        private Set<Indicator> indicators = EnumSet.allOf(Indicator.class);
        private Time time = Time.ARRIVAL;
        private boolean schedules = true;

        private Builder() {
            for (Limit limit : Limit.values()) {
                limits.put(limit, limit.time());
            }
        }

        /**
         * Changes a limit.
         *
         * @param limit which
         * @param most its time, more than zero
         * @return this
         */
        public Builder limit(Limit limit, Duration most) {
            limits.put(limit, most);
            return this;
        }

        /**
         * Changes the limit of 2.4.
         *
         * @param most that a PCR may be off, either way
         * @return this
         */
        public Builder accuracy(Duration most) {
            accuracy = most;
            return this;
        }

        /**
         * Checks nothing else.
         *
         * @param wanted what to check
         * @return this
         */
        public Builder only(Set<Indicator> wanted) {
            indicators = wanted;
            return this;
        }

        /**
         * Says that an indicator cannot be known.
         *
         * @param indicator which
         * @param reason why, as a phrase
         * @return this
         */
        public Builder unknown(Indicator indicator, String reason) {
            unknown.put(indicator, reason);
            return this;
        }

        /**
         * Says what tells the time.
         *
         * @param clock of packets
         * @return this
         */
        public Builder time(Time clock) {
            time = clock;
            return this;
        }

        /**
         * Says whether event schedules are checked.
         *
         * @param checked false to leave them out
         * @return this
         */
        public Builder schedules(boolean checked) {
            schedules = checked;
            return this;
        }

        /**
         * Returns what has been collected.
         *
         * @return a configuration
         * @throws IllegalArgumentException if a limit makes no sense: one line with its name, its value and what was expected
         */
        public Tr101290Config build() {
            return new Tr101290Config(limits, accuracy, indicators, unknown, time, schedules);
        }
    }
}
