// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that queues of batches share, so that outputs that lag do not fill the memory of the process: above half of the
 * limit of direct memory, each queue may hold an equal share of that half, and what holds more has to drop or wait.
 *
 * <p>Counted is what batches occupy, which is more than what is written into those that are short.
 *
 * <p><b>Threading:</b> any.
 */
final class QueuedMemory {

    /** Of all splitters of this process. */
    static final QueuedMemory PROCESS = new QueuedMemory(PlatformDependent.maxDirectMemory() / 2);

    /** A queue may always hold so much: tens of milliseconds of a whole multiplex, for its batches to leave in time. */
    static final int LEAST_BYTES = 256 << 10;

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger queues = new AtomicInteger();

    QueuedMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Notes that a queue is not empty any more. */
    void begin() {
        queues.incrementAndGet();
    }

    /** Notes that a queue is empty. */
    void end() {
        queues.decrementAndGet();
    }

    /** Notes what a queue has taken, or given up if negative. */
    void take(int more) {
        bytes.addAndGet(more);
    }

    /** Tells whether a queue holds more than its share while there is not enough for all. */
    boolean isExceededBy(long heldBytes) {
        return heldBytes > LEAST_BYTES && bytes.get() > mostBytes && heldBytes > mostBytes / Math.max(1, queues.get());
    }
}
