// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Batches that wait for their moment, in order, at most so many.
 * <pre>
 *   first packet due          last packet due
 *   |----------|======================|          from here ..... to here: whenever somebody is awake, or at the end
 *              1/3
 * </pre>
 * A wake-up costs more than a datagram, so a batch leaves with whatever else happens in the last two thirds of the time
 * that it spans, eight milliseconds at the most. In the first third it must not: the one before may just have left.
 *
 * <p><b>Ownership:</b> of what is in it; {@link #poll} hands it over.
 * <p><b>Threading:</b> one thread.
 */
final class Departures {

    /** Batches; reached before {@link #MOST_BYTES} only by very short ones. */
    static final int MOST = 1024;

    /** Bytes: half a second of a whole multiplex, seconds of a service. */
    static final int MOST_BYTES = 2 << 20;

    private static final long LONGEST_WINDOW_NANOS = 8_000_000;

    private final @Nullable ByteBuf[] batches = new @Nullable ByteBuf[MOST];
    private final long[] dues = new long[MOST];
    private final long[] earliests = new long[MOST];
    private int head;
    private int count;
    private int bytes;

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count == MOST || bytes > MOST_BYTES;
    }

    /** Tells whether what the longest buffer makes fits as well. */
    boolean hasRoom() {
        return count < MOST / 2 && bytes < MOST_BYTES / 2;
    }

    /** Returns when the first one has to leave; meaningless while there is none. */
    long dueNanos() {
        return dues[head];
    }

    /** Tells whether there is one that may leave. */
    boolean mayLeave(long nowNanos) {
        return count > 0 && earliests[head] - nowNanos <= 0;
    }

    /**
     * Adds a batch.
     *
     * @param batch taken over
     * @param firstNanos when its first packet was due
     * @param dueNanos when its last packet is due
     */
    void add(ByteBuf batch, long firstNanos, long dueNanos) {
        int tail = (head + count) % MOST;
        batches[tail] = batch;
        dues[tail] = dueNanos;
        earliests[tail] = dueNanos - Math.min(LONGEST_WINDOW_NANOS, Math.max(0, dueNanos - firstNanos) * 2 / 3);
        count++;
        bytes += batch.readableBytes();
    }

    @Nullable
    ByteBuf poll() {
        ByteBuf first = batches[head];
        if (first == null) {
            return null;
        }
        batches[head] = null;
        head = (head + 1) % MOST;
        count--;
        bytes -= first.readableBytes();
        return first;
    }
}
