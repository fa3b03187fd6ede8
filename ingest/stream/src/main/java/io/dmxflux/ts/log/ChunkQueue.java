// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The chunks that wait to be written: so many bytes, of which the oldest leave if there are more.
 *
 * <p><b>Threading:</b> any; the lock is held for a few instructions, never over a call of the kernel.
 */
final class ChunkQueue {

    private final long mostBytes;

    // guarded by this
    private final Deque<TsChunk> chunks = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    ChunkQueue(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Adds a chunk.
     *
     * @param chunk handed over if it is taken
     * @param dropped takes the chunks that have no room any more, oldest first
     * @return false if the queue is closed
     */
    synchronized boolean add(TsChunk chunk, List<TsChunk> dropped) {
        if (closed) {
            return false;
        }
        bytes += chunk.length();
        chunks.add(chunk);
        while (bytes > mostBytes && chunks.size() > 1) {
            TsChunk oldest = chunks.remove();
            bytes -= oldest.length();
            dropped.add(oldest);
        }
        notifyAll();
        return true;
    }

    /**
     * Takes the oldest chunks, or waits for one.
     *
     * @param taken takes them
     * @param most how many at most
     * @param longestMillis how long to wait
     * @return false if the queue is closed, and there are no more
     */
    synchronized boolean take(List<TsChunk> taken, int most, long longestMillis) {
        if (chunks.isEmpty() && !closed) {
            try {
                TimeUnit.MILLISECONDS.timedWait(this, longestMillis);
            } catch (InterruptedException e) {
                closed = true; // by nobody of ours: the thread is told to end
            }
        }
        while (!chunks.isEmpty() && taken.size() < most) {
            TsChunk chunk = chunks.remove();
            bytes -= chunk.length();
            taken.add(chunk);
        }
        return !taken.isEmpty() || !closed;
    }

    /** Takes no more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
