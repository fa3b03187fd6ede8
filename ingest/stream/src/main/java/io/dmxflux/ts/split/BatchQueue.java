// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.QueuedMemory;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one output that wait for their departure, in order.
 * <pre>
 *   first packet due          last packet due
 *   |----------|======================*==========|     may leave from here to here
 *              1/3                               4/3
 * </pre>
 * A wake-up costs more than a datagram, so a batch leaves when the thread is awake within that window, or at its end: at
 * most eight milliseconds early or four late, and never later than its first packet may wait. Outside of the window it would
 * come too close to the batch before or behind it.
 *
 * <p><b>Ownership:</b> owns its batches; {@link #poll} hands one over.
 * <p><b>Threading:</b> one thread.
 */
final class BatchQueue {

    /** Batches; reached before {@link #MOST_BYTES} only by very short ones. */
    static final int MOST = 1024;

    /** Bytes: half a second of a whole multiplex, seconds of a service. */
    static final int MOST_BYTES = 2 << 20;

    private static final int AT_FIRST = 16;

    private static final long EARLIEST_NANOS = 8_000_000;
    private static final long LATEST_NANOS = 4_000_000;
    private static final long LONGEST_SPACING_NANOS = 24_000_000;
    private static final int SMOOTHING = 8;

    private final long fillNanos;
    private final QueuedMemory memory;

    private @Nullable ByteBuf[] batches = new @Nullable ByteBuf[AT_FIRST];
    private long[] earliest = new long[AT_FIRST];
    private long[] latest = new long[AT_FIRST];
    private int head;
    private int count;
    private int bytes;

    /** What the batches occupy. */
    private long heldBytes;

    private boolean begun;
    private long lastDueNanos;
    private long spacingNanos;

    /**
     * An empty queue.
     *
     * @param fillNanos the longest that a batch's first packet may wait
     */
    BatchQueue(long fillNanos) {
        this(fillNanos, QueuedMemory.PROCESS);
    }

    /** The same, with what it may occupy. */
    BatchQueue(long fillNanos, QueuedMemory memory) {
        this.fillNanos = fillNanos;
        this.memory = memory;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Returns how much waits. */
    int bytes() {
        return bytes;
    }

    /** Tells whether an output has to drop or wait; batches can be added nevertheless. */
    boolean isFull() {
        return count >= MOST || bytes > MOST_BYTES || memory.isExceededBy(heldBytes);
    }

    /** Tells whether the batches of the longest input buffer still fit. */
    boolean hasRoom() {
        return count < MOST / 2 && bytes < MOST_BYTES / 2 && !memory.isExceededBy(heldBytes);
    }

    /** Returns when to wake up for the first batch; undefined while there is none. */
    long wakeUpNanos() {
        return CoalescedWakeUp.between(earliest[head], latest[head]);
    }

    /** Returns until when the first batch may wait; undefined while there is none. */
    long latestNanos() {
        return latest[head];
    }

    /** Returns the length of the first batch; 0 while there is none. */
    int firstBytes() {
        ByteBuf first = batches[head];
        return first == null ? 0 : first.readableBytes();
    }

    /** Tells whether a batch may leave. */
    boolean mayLeave(long nowNanos) {
        return count > 0 && earliest[head] - nowNanos <= 0;
    }

    /**
     * Adds a batch.
     *
     * @param batch taken over
     * @param firstNanos when its first packet was due
     * @param dueNanos when its last packet is due
     */
    void add(ByteBuf batch, long firstNanos, long dueNanos) {
        if (count == batches.length) {
            grow();
        }
        int tail = (head + count) % batches.length;
        batches[tail] = batch;
        long third = Math.max(0, Math.max(dueNanos - firstNanos, spacing(dueNanos))) / 3;
        earliest[tail] = dueNanos - Math.min(EARLIEST_NANOS, 2 * third);
        latest[tail] = Math.max(dueNanos, Math.min(dueNanos + Math.min(LATEST_NANOS, third), firstNanos + fillNanos));
        if (count++ == 0) {
            memory.begin();
        }
        bytes += batch.readableBytes();
        hold(occupied(batch));
    }

    /** The average interval between batches: in a bursty stream, close batches may wait as long as the others. */
    private long spacing(long dueNanos) {
        if (begun) {
            spacingNanos += (Math.min(dueNanos - lastDueNanos, LONGEST_SPACING_NANOS) - spacingNanos) / SMOOTHING;
        }
        begun = true;
        lastDueNanos = dueNanos;
        return spacingNanos;
    }

    /** Doubles the capacity; the entries before the head move behind the old end. */
    private void grow() {
        int length = batches.length;
        batches = Arrays.copyOf(batches, 2 * length);
        earliest = Arrays.copyOf(earliest, 2 * length);
        latest = Arrays.copyOf(latest, 2 * length);
        System.arraycopy(batches, 0, batches, length, head);
        System.arraycopy(earliest, 0, earliest, length, head);
        System.arraycopy(latest, 0, latest, length, head);
        Arrays.fill(batches, 0, head, null);
    }

    /** Also of one that is marked, with a loss or its arrivals or both, whose own capacity is what is written. */
    private static int occupied(ByteBuf batch) {
        ByteBuf below = batch;
        for (ByteBuf marked = batch.unwrap(); marked != null; marked = marked.unwrap()) {
            below = marked;
        }
        return below.capacity();
    }

    private void hold(int more) {
        heldBytes += more;
        memory.take(more);
    }

    @Nullable
    ByteBuf poll() {
        ByteBuf first = batches[head];
        if (first == null) {
            return null;
        }
        batches[head] = null;
        head = (head + 1) % batches.length;
        if (--count == 0) {
            memory.end();
        }
        bytes -= first.readableBytes();
        hold(-occupied(first));
        return first;
    }
}
