// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.DequeuedBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * One of the pool's buffers: where its memory is, whose it is, and what the driver said of its last fill.
 *
 * <p><b>Threading:</b> the state from any thread; the last fill is written by the thread that dequeues and read by it
 * when it lends.
 */
final class BufferSlot {

    /** Whose the memory is. */
    enum State {
        /** Ours, not yet given to the kernel. */
        IDLE,
        /** The kernel's. */
        QUEUED,
        /** Ours, filled, waiting for demand. */
        FILLED,
        /** The subscriber's. */
        LENT,
        /** Nobody's: the pool is closed, or the driver would not take it back. */
        RETIRED
    }

    private static final AtomicReferenceFieldUpdater<BufferSlot, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(BufferSlot.class, State.class, "state");

    private final int index;
    private final ByteBuffer view;
    private volatile State state = State.IDLE;
    private int flags;
    private long sequence;
    private long dequeuedNanos;

    BufferSlot(int index, ByteBuffer memory) {
        this.index = index;
        view = memory.duplicate();
    }

    int index() {
        return index;
    }

    State state() {
        return state;
    }

    /** Moves from one state to another; a slot that is elsewhere would be lent or requeued twice. */
    void move(State from, State to) {
        if (!STATE.compareAndSet(this, from, to)) {
            throw new IllegalStateException("buffer " + index + ": " + state + " (expected: " + from + ")");
        }
    }

    void retire() {
        state = State.RETIRED;
    }

    void filled(DequeuedBuffer fill, long nanos) {
        move(State.QUEUED, State.FILLED);
        view.clear().limit(fill.bytesUsed());
        flags = fill.flags();
        sequence = fill.sequence();
        dequeuedNanos = nanos;
    }

    int bytesUsed() {
        return view.limit();
    }

    /** The filled bytes; whoever wraps them makes a view of their own. */
    ByteBuffer view() {
        return view;
    }

    BufferOrigin origin() {
        return new BufferOrigin(index, sequence, flags, bytesUsed(), dequeuedNanos);
    }
}
