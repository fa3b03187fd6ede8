// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.op.ArrivalRate;

/**
 * When the bytes of a stream leave that comes in buffers: one buffer after the other, each over the time that it took to
 * arrive.
 * <pre>
 *   arrivals   |buffer 1   |buffer 2     |buffer 3 |buffer 4
 *   leaving     .  1 1 1 1 1 2 2 2 2 2 2 2 3 3 3 3 3 3 4 4 4 4         a reserve behind the arrivals
 * </pre>
 * The reserve is what keeps a buffer that comes late from leaving a gap. A buffer is stretched or squeezed by an eighth of
 * what the reserve is off, to a quarter of its time at most: that is also how a backlog gets less.
 *
 * <p><b>Threading:</b> one thread.
 */
final class DepartureTimes {

    private static final long MOST_RESERVE_NANOS = 3_000_000;
    private static final double RESERVE_SHARE = 0.25;
    private static final double CORRECTION = 1.0 / 8;
    private static final double LEAST_SHARE = 0.25;

    private final ArrivalRate rate = new ArrivalRate();
    private long nextNanos;
    private long endNanos;
    private double nanosPerByte;

    /**
     * Plans a buffer behind those before.
     *
     * @param bytes its length, positive
     * @param nowNanos its arrival
     */
    void add(int bytes, long nowNanos) {
        rate.arrived(bytes, nowNanos);
        nextNanos = Math.max(endNanos, nowNanos);
        double nanos = nanos(rate.nanosFor(bytes), nextNanos - nowNanos);
        nanosPerByte = nanos / bytes;
        endNanos = nextNanos + (long) nanos;
    }

    private static double nanos(long arriving, long waiting) {
        double reserve = Math.min(MOST_RESERVE_NANOS, arriving * RESERVE_SHARE);
        return Math.max(arriving * LEAST_SHARE, arriving + (reserve - waiting) * CORRECTION);
    }

    /** Tells whether nothing is known yet of how fast buffers come. */
    boolean areUnknown() {
        return nanosPerByte == 0;
    }

    /** Returns when the next bytes of the buffer that was added last begin to leave, and goes on behind them. */
    long next(int bytes) {
        long start = nextNanos;
        nextNanos += (long) (bytes * nanosPerByte);
        return start;
    }

    /** Returns how far apart its bytes leave. */
    double nanosPerByte() {
        return nanosPerByte;
    }
}
