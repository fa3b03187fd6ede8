// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.packet.Pcr;
import java.util.concurrent.TimeUnit;

/**
 * Tells a reader that is to begin live what comes first and is not live: what has waited for a log that was away, or for a writer.
 * It is what is old by the wall clock, and comes faster than it came once. Without the latter the clocks of two hosts differ.
 *
 * <p><b>Threading:</b> one thread.
 */
final class StaleChunks {

    private static final long OLD_MILLIS = 1_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** How much faster than it came once what has waited comes at least. */
    private static final int FASTER = 2;

    /** How long it is passed over at most: a writer that is ahead of the time for ever is read as it writes. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LogTime time;
    private boolean begun;
    private boolean over;
    private long beginNanos;

    // since the last look
    private long lookedNanos;
    private long cameTicks;
    private long lastTicks;
    private int epoch;

    StaleChunks(LogTime time) {
        this.time = time;
    }

    /** Tells whether a chunk, the next of all, has waited. */
    boolean has(TsChunk chunk) {
        if (over) {
            return false;
        }
        long now = time.nanos();
        long ticks = chunk.arrivalTicks(0);
        if (!begun) {
            begun = true;
            beginNanos = now;
            lookedNanos = now;
            over = time.wallMillis() - chunk.timeMillis() < OLD_MILLIS;
        } else {
            cameTicks += chunk.epoch() == epoch ? Math.max(0, ticks - lastTicks) : 0;
            look(now);
        }
        epoch = chunk.epoch();
        lastTicks = ticks;
        return !over;
    }

    private void look(long now) {
        long passed = now - lookedNanos;
        if (passed >= LOOK_NANOS) {
            over = Pcr.toNanos(cameTicks) <= FASTER * passed || now - beginNanos >= LONGEST_NANOS;
            lookedNanos = now;
            cameTicks = 0;
        }
    }
}
