// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.DmxDevice;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what has become of what arrived, over every negotiation of a pool.
 *
 * <p><b>Threading:</b> written by the drain, but for {@link #leaked}; read by any thread.
 */
final class PoolLedger {

    private final Account received = new Account();
    private final Account delivered = new Account();
    private final Account dropped = new Account();
    private final Account discarded = new Account();
    private final AtomicLong leaked = new AtomicLong();
    private final AtomicLong kernelGaps = new AtomicLong();
    private final StarvedTime starved = new StarvedTime();

    Account received() {
        return received;
    }

    Account delivered() {
        return delivered;
    }

    Account dropped() {
        return dropped;
    }

    Account discarded() {
        return discarded;
    }

    StarvedTime starved() {
        return starved;
    }

    /** Counts a buffer that came home without a release, and returns how many have. */
    long leaked() {
        return leaked.incrementAndGet();
    }

    /** Counts a buffer before which the driver may have lost data. */
    void kernelGap() {
        kernelGaps.incrementAndGet();
    }

    PoolStats stats(DriverQueue queue, DmxDevice device) {
        int[] slots = new int[BufferSlot.State.values().length];
        long oldestNanos = 0;
        for (BufferSlot slot : queue.slots()) {
            BufferSlot.State state = slot.state();
            slots[state.ordinal()]++;
            oldestNanos = state == BufferSlot.State.LENT ? Math.max(oldestNanos, slot.lentForNanos()) : oldestNanos;
        }
        return new PoolStats(
                queue.granted(),
                slots[BufferSlot.State.IDLE.ordinal()],
                slots[BufferSlot.State.QUEUED.ordinal()],
                slots[BufferSlot.State.FILLED.ordinal()],
                slots[BufferSlot.State.LENT.ordinal()],
                slots[BufferSlot.State.REFUSED.ordinal()],
                slots[BufferSlot.State.RETIRED.ordinal()],
                oldestNanos,
                received.buffers.get(),
                received.bytes.get(),
                delivered.buffers.get(),
                delivered.bytes.get(),
                dropped.buffers.get(),
                dropped.bytes.get(),
                discarded.buffers.get(),
                discarded.bytes.get(),
                leaked.get(),
                device.overflows(),
                kernelGaps.get(),
                starved.starvedNanos(),
                starved.stalledNanos());
    }

    /** Buffers counted together with their bytes. One writer, any reader. */
    static final class Account {

        private final AtomicLong buffers = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();

        void add(int bufferBytes) {
            buffers.lazySet(buffers.get() + 1);
            bytes.lazySet(bytes.get() + bufferBytes);
        }
    }
}
