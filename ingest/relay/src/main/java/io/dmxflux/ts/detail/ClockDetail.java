// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.detail;

import io.dmxflux.ts.inspect.ClockSeries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The PCRs of a PID, as lists of one length.
 *
 * @param pid the PID
 * @param secondsAgo when each arrived
 * @param intervalMillis by how much each is ahead of the one before
 * @param arrivalMicros how much later each arrived than a steady clock would have it
 * @param rateMicros how far each is off its place in a stream of constant bit rate
 */
public record ClockDetail(
        int pid,
        List<@Nullable Double> secondsAgo,
        List<@Nullable Double> intervalMillis,
        List<@Nullable Double> arrivalMicros,
        List<@Nullable Double> rateMicros) {

    private static final double THOUSAND = 1e3;

    static ClockDetail of(ClockSeries series) {
        List<ClockSeries.Point> points = series.points();
        return new ClockDetail(
                series.pid(),
                list(points, ClockSeries.Point::secondsAgo),
                list(points, ClockSeries.Point::intervalMillis),
                list(points, ClockSeries.Point::arrivalMicros),
                list(points, ClockSeries.Point::rateMicros));
    }

    /** To three decimals, which is more than is known. */
    private static List<@Nullable Double> list(
            List<ClockSeries.Point> points, Function<ClockSeries.Point, @Nullable Double> quantity) {
        List<@Nullable Double> list = new ArrayList<>(points.size());
        for (ClockSeries.Point point : points) {
            Double value = quantity.apply(point);
            list.add(value == null ? null : (Double) (Math.round(value * THOUSAND) / THOUSAND));
        }
        return Collections.unmodifiableList(list);
    }
}
