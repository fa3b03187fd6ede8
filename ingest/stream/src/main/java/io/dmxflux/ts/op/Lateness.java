// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import java.time.Duration;

/**
 * Counts the packets of an output that leave too late: more than {@link #LIMIT} after they were due. The thread did not run
 * in time, or what it sends to had no room.
 *
 * <p><b>Threading:</b> {@link #departed} on one thread, {@link #stats} on any.
 */
public final class Lateness {

    /** What receivers of DVB over IP buffer: those that have no more than that run dry. */
    public static final Duration LIMIT = Duration.ofMillis(50);

    private static final long LIMIT_NANOS = LIMIT.toNanos();

    /** After so long without a late packet the worst one is forgotten. */
    private static final long FORGET_NANOS = Duration.ofSeconds(5).toNanos();

    private volatile long packets;
    private volatile long worstNanos;
    private long lastNanos;

    /**
     * Notes a departure, late or not.
     *
     * @param departing packets that leave
     * @param latestNanos when they were due to have left
     * @param nowNanos when they leave, by the same clock
     */
    public void departed(int departing, long latestNanos, long nowNanos) {
        long late = nowNanos - latestNanos;
        if (late > LIMIT_NANOS) {
            worstNanos = packets > 0 && nowNanos - lastNanos < FORGET_NANOS ? Math.max(worstNanos, late) : late;
            lastNanos = nowNanos;
            packets = packets + departing;
        }
    }

    /**
     * Returns the counts.
     *
     * @return how many were late so far, and the worst of the last time in which some were
     */
    public LatenessStats stats() {
        long late = packets;
        return late == 0 ? LatenessStats.NONE : new LatenessStats(late, worstNanos);
    }
}
