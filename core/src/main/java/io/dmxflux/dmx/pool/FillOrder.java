// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds out before which buffers the driver may have lost data for want of an empty one, of which it says nothing.
 *
 * <p>A driver fills its buffers in the order in which they were queued. A buffer therefore follows on from the one before
 * it if, after it had been queued, an earlier one was seen not yet full: there has been one to fill at every moment. Such a
 * sight is that the driver has nothing ready. Where no thread looked in time, since the process stood still or had no buffer
 * to give, there may be a gap before the buffer, of unknown size.
 * <pre>
 *   queued:      A          B         C               D
 *   looked:               ^ A not full: B follows on   (stall)  A, B, C full: before D there may be a gap
 * </pre>
 * Requeues on several threads have no order among them unless one had returned before the other began; hence two marks of
 * a logical clock for each.
 *
 * <p><b>Threading:</b> {@link #queueing} and {@link #queued} on any thread; the rest on the thread that dequeues.
 */
final class FillOrder {

    private final AtomicLong clock = new AtomicLong();

    /**
     * A slot that is not the driver's is about to be queued.
     *
     * @param emptySeenNanos when the driver was last known to have a buffer to fill
     * @param noneUntilNanos until when it may have had none, before this one
     * @return this moment, for {@link #queued}
     */
    long queueing(BufferSlot slot, long emptySeenNanos, long noneUntilNanos) {
        long since = clock.incrementAndGet();
        slot.queueing(since, emptySeenNanos, noneUntilNanos);
        return since;
    }

    /** The call has returned that was about to be made at a moment. */
    void queued(BufferSlot slot, long since) {
        slot.queued(since, clock.incrementAndGet());
    }

    /** Returns the moment before a look at the driver. */
    long moment() {
        return clock.get();
    }

    /**
     * The driver had nothing ready at some time after a moment: what was queued before that is not full yet.
     *
     * @return whether it had any
     */
    boolean nothingReady(BufferSlot[] slots, long moment) {
        long earliest = Long.MAX_VALUE;
        for (BufferSlot slot : slots) {
            if (slot.wasQueuedBy(moment)) {
                earliest = Math.min(earliest, slot.queuedAt());
            }
        }
        for (BufferSlot slot : slots) {
            if (slot.wasQueuedBy(moment) && slot.queueingSince() > earliest) {
                slot.followsOn();
            }
        }
        return earliest != Long.MAX_VALUE;
    }

    /** The filter is about to start: what is queued gets the stream from its beginning. */
    void begin(BufferSlot[] slots) {
        for (BufferSlot slot : slots) {
            if (slot.state() == BufferSlot.State.QUEUED) {
                slot.followsOn();
            }
        }
    }
}
