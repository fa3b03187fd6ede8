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
 * @param indicators what is checked
 * @param unknown what cannot be known of this stream, and why
 * @param time what tells the time
 * @param schedules whether event schedules are checked too (2.2 and 3.2), which is most of the work in a full multiplex
 */
public record Tr101290Config(
        Map<Limit, Duration> limits,
        Set<Indicator> indicators,
        Map<Indicator, String> unknown,
        Time time,
        boolean schedules) {

    /** What has to come again in time, and not at once. */
    private static final Set<Limit> LONGER_THAN_SHORTEST =
            EnumSet.of(Limit.NIT, Limit.SDT, Limit.EIT, Limit.OTHER, Limit.SCHEDULE, Limit.TDT);

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
        limits = Map.copyOf(Check.given(limits, "limits"));
        indicators = Set.copyOf(Check.given(indicators, "indicators"));
        unknown = Map.copyOf(Check.given(unknown, "unknown"));
        Check.given(time, "time");
        Check.argument(limits.size() == Limit.values().length, "limits", limits.keySet(), "a time for each");
        Map<Limit, Duration> inOrder = new EnumMap<>(limits);
        inOrder.forEach((limit, most) ->
                Check.argument(!most.isNegative() && !most.isZero(), limit.toString(), most, "more than zero"));
        Duration shortest = inOrder.getOrDefault(Limit.SHORTEST, Duration.ZERO);
        inOrder.forEach((limit, most) -> Check.argument(
                !LONGER_THAN_SHORTEST.contains(limit) || most.compareTo(shortest) > 0,
                limit.toString(),
                most,
                "more than " + Limit.SHORTEST + ", " + shortest));
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
        Builder builder = new Builder().only(indicators).time(time).schedules(schedules);
        limits.forEach(builder::limit);
        unknown.forEach(builder::unknown);
        return builder;
    }

    /** Collects values. Threading: one thread. */
    public static final class Builder {

        private final Map<Limit, Duration> limits = new EnumMap<>(Limit.class);
        private final Map<Indicator, String> unknown = new EnumMap<>(Indicator.class);
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
            limits.put(Check.given(limit, "limit"), Check.given(most, "most"));
            return this;
        }

        /**
         * Checks nothing else.
         *
         * @param wanted what to check
         * @return this
         */
        public Builder only(Set<Indicator> wanted) {
            indicators = Check.given(wanted, "wanted");
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
            unknown.put(Check.given(indicator, "indicator"), Check.given(reason, "reason"));
            return this;
        }

        /**
         * Says what tells the time.
         *
         * @param clock of packets
         * @return this
         */
        public Builder time(Time clock) {
            time = Check.given(clock, "time");
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
            return new Tr101290Config(limits, indicators, unknown, time, schedules);
        }
    }
}
