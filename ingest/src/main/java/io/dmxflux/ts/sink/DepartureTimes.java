// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.op.ArrivalRate;

/**
 * When the bytes of a stream leave that comes in pieces: one piece after the other, each over the time that it took to
 * arrive.
 * <pre>
 *   arrivals   |piece 1     |piece 2       |piece 3   |piece 4
 *   leaving     .  1 1 1 1 1 2 2 2 2 2 2 2 3 3 3 3 3 3 4 4 4 4         a reserve behind the arrivals
 * </pre>
 * The reserve is what keeps a piece that comes late from leaving a gap. A piece is stretched or squeezed by an eighth of what
 * the reserve is off, and leaves in a quarter of its time when more than its own length waits before it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class DepartureTimes {

    private static final long MOST_RESERVE_NANOS = 3_000_000;
    private static final double RESERVE_SHARE = 0.25;
    private static final double CORRECTION = 1.0 / 8;
    private static final double BACKLOG_SHARE = 0.25;

    private final ArrivalRate rate = new ArrivalRate();
    private long startNanos;
    private long endNanos;
    private double nanosPerByte;

    /**
     * Plans a piece behind those before.
     *
     * @param bytes its length, positive
     * @param nowNanos its arrival
     */
    void add(int bytes, long nowNanos) {
        rate.arrived(bytes, nowNanos);
        startNanos = Math.max(endNanos, nowNanos);
        double nanos = nanos(rate.nanosFor(bytes), startNanos - nowNanos);
        nanosPerByte = nanos / bytes;
        endNanos = startNanos + (long) nanos;
    }

    private static double nanos(long arriving, long waiting) {
        if (waiting > 2 * arriving) {
            return arriving * BACKLOG_SHARE;
        }
        double reserve = Math.min(MOST_RESERVE_NANOS, arriving * RESERVE_SHARE);
        return Math.max(arriving * BACKLOG_SHARE, arriving + (reserve - waiting) * CORRECTION);
    }

    /** Returns when the first byte of the piece leaves that was added last. */
    long startNanos() {
        return startNanos;
    }

    /** Returns how far apart its bytes leave. */
    double nanosPerByte() {
        return nanosPerByte;
    }
}
