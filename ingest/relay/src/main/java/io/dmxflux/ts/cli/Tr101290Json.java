// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.tr101290.ClockStatus;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import io.dmxflux.ts.tr101290.Tr101290Report;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Tr101290Report} with the names and the order of the JSON that {@code analyze --json} prints.
 *
 * @param time what tells the time: pcr or arrival
 * @param elapsed seconds since the first packet
 * @param indicators a row for each, or for each PID of it
 * @param clocks by rising PID
 */
record Tr101290Json(String time, double elapsed, List<Row> indicators, List<Clock> clocks) {

    private static final double NANOS = 1e9;

    static Tr101290Json of(Tr101290Report report) {
        return new Tr101290Json(
                report.time().name().toLowerCase(Locale.ROOT),
                report.elapsed().toNanos() / NANOS,
                report.indicators().stream().map(Row::of).toList(),
                report.clocks().stream().map(Clock::of).toList());
    }

    private static @Nullable Double seconds(@Nullable Duration time) {
        return time == null ? null : (Double) (time.toNanos() / NANOS);
    }

    /**
     * An indicator.
     *
     * @param number of the indicator, such as 2.3.a
     * @param name of the indicator
     * @param priority 1 to 3
     * @param state never, raised, cleared or unknown
     * @param reason why it is unknown
     * @param pid of which PID; {@code null} for the stream
     * @param services to which the PID belongs
     * @param count of errors
     * @param first seconds from the first packet to the first error
     * @param last to the last error
     */
    record Row(
            String number,
            String name,
            int priority,
            String state,
            @Nullable String reason,
            @Nullable Integer pid,
            List<Integer> services,
            long count,
            @Nullable Double first,
            @Nullable Double last) {

        private static Row of(IndicatorStatus status) {
            return new Row(
                    status.indicator().clause(),
                    status.indicator().title(),
                    status.indicator().priority(),
                    Tr101290Tables.word(status.state()),
                    status.reason(),
                    status.pid(),
                    status.services(),
                    status.count(),
                    seconds(status.first()),
                    seconds(status.last()));
        }
    }

    /**
     * A clock; see {@link ClockStatus}.
     *
     * @param pid where it is
     * @param services that have it
     * @param pcrs how many have come
     * @param longestInterval seconds
     * @param accuracyNanos the most that a PCR was off
     * @param accuracyReason why that is not known
     * @param offsetPpm by how much it is fast
     * @param offsetTolerancePpm standard error of that
     * @param driftMilliHertzPerSecond how fast that changes
     */
    record Clock(
            int pid,
            List<Integer> services,
            long pcrs,
            double longestInterval,
            @Nullable Long accuracyNanos,
            @Nullable String accuracyReason,
            @Nullable Double offsetPpm,
            @Nullable Double offsetTolerancePpm,
            @Nullable Double driftMilliHertzPerSecond) {

        private static Clock of(ClockStatus clock) {
            return new Clock(
                    clock.pid(),
                    clock.services(),
                    clock.count(),
                    clock.longestInterval().toNanos() / NANOS,
                    clock.accuracyNanos(),
                    clock.accuracyReason(),
                    clock.offsetPpm(),
                    clock.offsetTolerancePpm(),
                    clock.driftMilliHertzPerSecond());
        }
    }
}
