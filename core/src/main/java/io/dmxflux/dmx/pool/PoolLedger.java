// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookMoves;
import io.dmxflux.dmx.device.DequeuedBuffer;
import io.dmxflux.dmx.device.DmxDevice;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Counts what has become of what arrived, over every negotiation of a pool.
 *
 * <p><b>Threading:</b> written by the drain, but for {@link #leaked}; read by any thread.
 */
final class PoolLedger {

    private final BookMoves moves = new BookMoves();
    private final Account received = new Account();
    private final Account delivered = new Account();
    private final Account dropped = new Account();
    private final Account discarded = new Account();
    private final AtomicLong leaked = new AtomicLong();
    private final BookAccount kernelGaps = new BookAccount();
    private final StarvedTime starved;
    private volatile long lastOverflows;

    PoolLedger(String device) {
        starved = new StarvedTime(device);
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

    /** Counts what was dequeued, as a slot becomes filled by it. */
    void receive(BufferSlot slot, DequeuedBuffer fill, long nowNanos) {
        moves.begin();
        try {
            slot.filled(fill, nowNanos);
            received.add(slot.bytesUsed());
        } finally {
            moves.end();
        }
    }

    /** Counts a filled slot on an account, as it is filled no longer. */
    void move(BufferSlot slot, BufferSlot.State to, Account account) {
        moves.begin();
        try {
            account.add(slot.bytesUsed());
            slot.move(BufferSlot.State.FILLED, to);
        } finally {
            moves.end();
        }
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
        kernelGaps.add(1);
    }

    /**
     * Never throws: figures are wanted most where something is wrong.
     *
     * @param queue the one in use, which may be another when this reads again
     */
    PoolStats stats(Supplier<DriverQueue> queue, DmxDevice device) {
        long overflows = overflows(device);
        return moves.read(() -> read(queue.get(), overflows));
    }

    private PoolStats read(DriverQueue queue, long overflows) {
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
                received.bytes.bytes(),
                delivered.buffers.get(),
                delivered.bytes.bytes(),
                dropped.buffers.get(),
                dropped.bytes.bytes(),
                discarded.buffers.get(),
                discarded.bytes.bytes(),
                leaked.get(),
                overflows,
                kernelGaps.bytes(),
                starved.starvedNanos(),
                starved.stalledNanos());
    }

    /** A user's device that throws takes no figure away: what it said last stands. */
    private long overflows(DmxDevice device) {
        try {
            long now = device.overflows();
            lastOverflows = now;
            return now;
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable thrown) {
            return lastOverflows;
        }
    }

    PoolBook book(Supplier<DriverQueue> queue) {
        return moves.read(() -> read(queue.get()));
    }

    private PoolBook read(DriverQueue queue) {
        long filledBytes = 0;
        for (BufferSlot slot : queue.slots()) {
            filledBytes += slot.state() == BufferSlot.State.FILLED ? slot.bytesUsed() : 0;
        }
        return new PoolBook(
                received.bytes.entry(),
                delivered.bytes.entry(),
                dropped.bytes.entry(),
                discarded.bytes.entry(),
                filledBytes,
                kernelGaps.entry(),
                starved.starvedNanos(),
                starved.stalledNanos());
    }

    /** Buffers counted together with their bytes. One writer, any reader. */
    static final class Account {

        private final AtomicLong buffers = new AtomicLong();
        private final BookAccount bytes = new BookAccount();

        void add(int bufferBytes) {
            buffers.lazySet(buffers.get() + 1);
            bytes.add(bufferBytes);
        }
    }
}
