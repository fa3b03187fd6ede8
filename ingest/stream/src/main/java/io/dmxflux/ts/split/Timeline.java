// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.op.ArrivalRate;

/**
 * Gives every packet of a multiplex the moment at which it is due to leave: that of its arrival and a constant delay.
 * <pre>
 *   arrivals    |AAAA|         |BBBB|         |CC|           a buffer at a time
 *   due          A   A   A   A  B   B   B   B  C   C          spread over the time that the buffer took to fill
 * </pre>
 * The last packet of a buffer is due one buffer's time after its arrival, at the rate of the arrivals, smoothed. A
 * buffer that comes before the one before is through is squeezed, by four at the most, until the delay is right again.
 *
 * <p><b>Units:</b> nanoseconds of the caller's clock.
 * <p><b>Threading:</b> one thread.
 */
final class Timeline {

    private static final int MOST_SQUEEZED = 4;

    private final long longestNanos;
    private final ArrivalRate rate = new ArrivalRate();

    private long startNanos;
    private long endNanos;
    private double nanosPerByte;
    private boolean begun;

    /**
     * A timeline without any arrivals.
     *
     * @param longestNanos the longest delay; 0 has everything leave at once
     */
    Timeline(long longestNanos) {
        this.longestNanos = longestNanos;
    }

    /** Notes that a buffer has come, and spreads it. */
    void arrived(int bytes, long nowNanos) {
        rate.arrived(bytes, nowNanos);
        long span = Math.min(rate.nanosFor(bytes), longestNanos);
        long behind = begun ? Math.max(0, endNanos - nowNanos) : 0;
        begun = true;
        startNanos = nowNanos + Math.min(behind, longestNanos);
        endNanos = Math.max(nowNanos + span, startNanos + span / MOST_SQUEEZED);
        nanosPerByte = bytes == 0 ? 0 : (double) (endNanos - startNanos) / bytes;
    }

    /** Returns when so many bytes of the buffer that came last are to have left. */
    long dueNanos(int bytes) {
        return startNanos + (long) (bytes * nanosPerByte);
    }
}
