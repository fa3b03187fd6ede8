// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last PCRs of a PID: how far they were apart, and how far off.
 *
 * @param pid the PID
 * @param points at most {@value #MOST}, of the last 60 s, the oldest first
 */
public record ClockSeries(int pid, List<Point> points) {

    /** The most PCRs that are kept. */
    public static final int MOST = 600;

    /**
     * One PCR.
     *
     * @param secondsAgo when it arrived
     * @param intervalMillis time from the one before, by arrival; {@code null} of the first one behind a gap
     * @param arrivalMicros how much later it arrived than a steady clock would have it, by the straight line through PCRs and
     *     arrivals, which are exact to a buffer; {@code null} where too few stand in a row, or arrivals tell no time
     * @param rateMicros how far it is ahead of what its place says in a stream of constant bit rate, by the line through those
     *     around it; {@code null} where the bit rate is not constant, or too few stand in a row
     */
    public record Point(
            double secondsAgo,
            @Nullable Double intervalMillis,
            @Nullable Double arrivalMicros,
            @Nullable Double rateMicros) {}

    /** A series whose points are copied. */
    public ClockSeries {
        points = List.copyOf(points);
    }
}
