// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/**
 * How a stream has left so far.
 *
 * @param lateNanos how long after its time each burst was handed on, in nanoseconds; 0 for one that the kernel is given before
 *     it is due, and sends by its own timer
 * @param burstDatagrams how many datagrams each burst had
 */
public record DepartureStats(Histogram.Counts lateNanos, Histogram.Counts burstDatagrams) {

    /** Nothing has left. */
    public static final DepartureStats NONE = new DepartureStats(
            Histogram.ofLateness().counts(), Histogram.ofBursts().counts());

    /**
     * Adds those of another stream.
     *
     * @param more the other's
     * @return of both
     */
    public DepartureStats plus(DepartureStats more) {
        return new DepartureStats(lateNanos.plus(more.lateNanos), burstDatagrams.plus(more.burstDatagrams));
    }
}
