// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import java.time.Duration;

/**
 * How late the packets of an output leave: a histogram of all bursts, and a count of the packets that leave too late, more than
 * {@link #LIMIT} after they were due. The thread did not run in time, or what it sends to had no room.
 *
 * <p><b>Threading:</b> {@link #departed} and {@link #wasLate} on one thread, the rest on any.
 */
public final class Lateness {

    /** What receivers of DVB over IP buffer: those that have no more than that run dry. */
    public static final Duration LIMIT = Duration.ofMillis(50);

    private static final long LIMIT_NANOS = LIMIT.toNanos();

    /** The worst is that of this stretch and of the one before it. */
    private static final long STRETCH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Histogram bursts = Histogram.ofLateness();
    private volatile long packets;
    private volatile long worstNanos;
    private long sinceNanos;
    private long worstOfStretch;
    private long worstBefore;
    private long lastNanos;
    private long lastLateNanos;

    /** Nothing has left yet. */
    public Lateness() {}

    /**
     * Notes a burst that leaves, late or not.
     *
     * @param departing packets that leave
     * @param latestNanos when they were due to have left
     * @param nowNanos when they leave, by the same clock
     */
    public void departed(int departing, long latestNanos, long nowNanos) {
        long late = nowNanos - latestNanos;
        bursts.record(late);
        lastNanos = nowNanos;
        if (late > LIMIT_NANOS) {
            lastLateNanos = nowNanos;
            long elapsed = nowNanos - sinceNanos;
            if (packets == 0 || elapsed >= STRETCH_NANOS) {
                worstBefore = packets == 0 || elapsed >= 2 * STRETCH_NANOS ? 0 : worstOfStretch;
                worstOfStretch = 0;
                sinceNanos = nowNanos;
            }
            worstOfStretch = Math.max(worstOfStretch, late);
            worstNanos = Math.max(worstOfStretch, worstBefore);
            packets = packets + departing;
        }
    }

    /**
     * Returns the counts.
     *
     * @return how many were late so far, and the worst of the last second or two in which some were
     */
    public LatenessStats stats() {
        long late = packets;
        return late == 0 ? LatenessStats.NONE : new LatenessStats(late, worstNanos);
    }

    /**
     * Tells whether a burst left too late, up to the last one that left; on the thread of {@link #departed}.
     *
     * @param within how long before that one at most
     * @return false if none did
     */
    public boolean wasLate(Duration within) {
        return packets > 0 && lastNanos - lastLateNanos < within.toNanos();
    }

    /**
     * Returns how late each burst left.
     *
     * @return a copy, in nanoseconds
     */
    public Histogram.Counts histogram() {
        return bursts.counts();
    }
}
