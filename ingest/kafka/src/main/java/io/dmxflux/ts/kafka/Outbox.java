// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.TsChunk;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a writer on their way: those that wait, of which the oldest leave if there are too many, and those that were
 * handed to Kafka's client, which are few, as it drops nothing.
 *
 * <p><b>Threading:</b> any; the lock is held for a few instructions.
 */
final class Outbox {

    /** The most bytes that the client has: what a cluster acknowledges in 20 ms at 100 MB/s. */
    static final long MOST_SENT_BYTES = 2 << 20;

    private final long mostBytes;

    // guarded by this
    private final Deque<TsChunk> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long sentBytes;
    private long movedNanos;
    private boolean closed;

    Outbox(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Adds a chunk.
     *
     * @param chunk handed over if it is taken
     * @param dropped takes the chunks that have no room any more, oldest first
     * @return false if this is closed
     */
    synchronized boolean add(TsChunk chunk, List<TsChunk> dropped) {
        if (closed) {
            return false;
        }
        waitingBytes += chunk.length();
        waiting.add(chunk);
        while (waitingBytes + sentBytes > mostBytes && waiting.size() > 1) {
            TsChunk oldest = waiting.remove();
            waitingBytes -= oldest.length();
            dropped.add(oldest);
        }
        notifyAll();
        return true;
    }

    /**
     * Takes the oldest chunk that waits, for the client, or waits for one that may be sent.
     *
     * @param longestMillis how long to wait
     * @return the chunk, for the caller to release and to {@link #settle}; null if there is none yet
     */
    synchronized @Nullable TsChunk take(long longestMillis) {
        if (!hasNext() && !(closed && waiting.isEmpty() && sentBytes == 0)) {
            try {
                TimeUnit.MILLISECONDS.timedWait(this, longestMillis);
            } catch (InterruptedException e) {
                closed = true; // by nobody of ours: the thread is told to end
            }
        }
        if (!hasNext()) {
            return null;
        }
        TsChunk chunk = waiting.remove();
        waitingBytes -= chunk.length();
        if (sentBytes == 0) {
            movedNanos = System.nanoTime();
        }
        sentBytes += chunk.length();
        return chunk;
    }

    private boolean hasNext() {
        return !waiting.isEmpty() && sentBytes < MOST_SENT_BYTES;
    }

    /** The cluster has a chunk of that length, or has refused it. */
    synchronized void settle(int length) {
        sentBytes -= length;
        movedNanos = System.nanoTime();
        notifyAll();
    }

    /** Takes what waits, to give up on it. */
    synchronized List<TsChunk> abandon() {
        List<TsChunk> left = List.copyOf(waiting);
        waiting.clear();
        waitingBytes = 0;
        return left;
    }

    /** Returns since when nothing was settled of what the client has; 0 nanoseconds if it has nothing. */
    synchronized long stuckNanos(long now) {
        return sentBytes == 0 ? 0 : now - movedNanos;
    }

    /** Tells whether nothing is on its way any more, and nothing comes. */
    synchronized boolean isDone() {
        return closed && waiting.isEmpty() && sentBytes == 0;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Takes no more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
