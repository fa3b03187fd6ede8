// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Batches that wait for their moment, in order, at most so many.
 *
 * <p><b>Ownership:</b> of what is in it; {@link #poll} hands it over.
 * <p><b>Threading:</b> one thread.
 */
final class Departures {

    /** Batches; reached before {@link #MOST_BYTES} only by very short ones. */
    static final int MOST = 1024;

    /** Bytes: half a second of a whole multiplex, seconds of a service. */
    static final int MOST_BYTES = 2 << 20;

    private final @Nullable ByteBuf[] batches = new @Nullable ByteBuf[MOST];
    private final long[] dues = new long[MOST];
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

    /** Returns when the first one is due; meaningless while there is none. */
    long dueNanos() {
        return dues[head];
    }

    void add(ByteBuf batch, long dueNanos) {
        int tail = (head + count) % MOST;
        batches[tail] = batch;
        dues[tail] = dueNanos;
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
