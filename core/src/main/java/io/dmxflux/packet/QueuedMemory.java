// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that queues of packets share, so that outputs that lag do not fill the memory of the process: above half of the
 * limit of direct memory, each queue may hold an equal share of that half, and what holds more has to drop or wait.
 *
 * <p>Counted is what buffers occupy, which is more than what is written into those that are short.
 *
 * <p><b>Internal.</b> Public for the packages that queue.
 * <p><b>Threading:</b> any.
 */
public final class QueuedMemory {

    /** Of all queues of this process. */
    public static final QueuedMemory PROCESS = new QueuedMemory(PlatformDependent.maxDirectMemory() / 2);

    /** A queue may always hold so much: tens of milliseconds of a whole multiplex, for its batches to leave in time. */
    public static final int LEAST_BYTES = 256 << 10;

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger queues = new AtomicInteger();

    /**
     * Memory apart from that of the process.
     *
     * @param mostBytes what all queues may hold before each is bounded by its share
     */
    public QueuedMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Notes that a queue is not empty any more. */
    public void begin() {
        queues.incrementAndGet();
    }

    /** Notes that a queue is empty. */
    public void end() {
        queues.decrementAndGet();
    }

    /**
     * Notes what a queue has taken, or given up.
     *
     * @param more bytes; negative if they are given up
     */
    public void take(int more) {
        bytes.addAndGet(more);
    }

    /**
     * Tells whether a queue holds more than its share while there is not enough for all.
     *
     * @param heldBytes what it holds
     * @return whether it has to drop or to wait
     */
    public boolean isExceededBy(long heldBytes) {
        return heldBytes > LEAST_BYTES && bytes.get() > mostBytes && heldBytes > mostBytes / Math.max(1, queues.get());
    }
}
