// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.DequeuedBuffer;
import io.dmxflux.dmx.sys.MappedRegion;
import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.MemoryHold;
import io.netty.buffer.ByteBuf;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One of the pool's buffers: its memory, its state, what the driver told of its last fill, and its last lending.
 *
 * <p>The slot has an NIO buffer of its own over its memory, its <em>root</em>: every view that a lent buffer gives away
 * keeps the root reachable, and nothing else does, for while the buffer is lent the slot does not know it. The release
 * brings it back, to be used again; a root that becomes unreachable tells that the buffer has leaked.
 *
 * <p><b>Threading:</b> the state from any thread; the last fill is written by the thread that dequeues and read by it
 * when it lends; root, time and touch belong to the thread that has the buffer.
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
        /** Out of use: the driver would not take it back. */
        REFUSED,
        /** Out of use: the pool is closed. */
        RETIRED
    }

    private static final AtomicReferenceFieldUpdater<BufferSlot, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(BufferSlot.class, State.class, "state");

    /** One daemon thread for all pools, in which leaked buffers come home. */
    private static final Cleaner ROOTS = Cleaner.create();

    private final DmxBufferPool pool;
    private static final AtomicLongFieldUpdater<BufferSlot> QUEUED_AT =
            AtomicLongFieldUpdater.newUpdater(BufferSlot.class, "queuedAt");

    private final int index;
    private final ByteBuffer memory;
    private @Nullable ByteBuffer root;
    private volatile State state = State.IDLE;
    private int bytesUsed;
    private int flags;
    private long sequence;
    private long dequeuedNanos;
    private volatile @Nullable BufferOrigin origin;
    private volatile long lentNanos;
    private volatile @Nullable String lastTouch;
    private @Nullable Loss lossBefore;

    /** On the clock of {@link FillOrder}: when the call that queued it began. */
    private long queueingSince;

    private long emptySeenNanos;
    private long noneUntilNanos;

    /** When it returned; minus when it began until then, and 0 for a slot that is not queued. */
    private volatile long queuedAt;

    private boolean followsOn;

    BufferSlot(DmxBufferPool pool, int index, ByteBuffer memory) {
        this.pool = pool;
        this.index = index;
        this.memory = memory;
        root = watchedRoot();
    }

    /** The watch keeps the mapping, which must last as long as any view, and does not keep the pool. */
    private ByteBuffer watchedRoot() {
        ByteBuffer made = MappedRegion.separateRoot(memory).order(ByteOrder.BIG_ENDIAN); // as of any ByteBuf
        WeakReference<BufferSlot> slot = new WeakReference<>(this);
        ByteBuffer mapping = memory;
        ROOTS.register(made, () -> unreachable(slot, mapping));
        return made;
    }

    private static void unreachable(WeakReference<BufferSlot> reference, ByteBuffer mapping) {
        BufferSlot slot = reference.get();
        if (slot != null) {
            slot.leaked();
        }
        Reference.reachabilityFence(mapping);
    }

    private void leaked() {
        Lending lending = lending();
        if (lending != null) {
            root = watchedRoot();
            pool.lentBuffers().takeBackLeaked(this, lending);
        }
    }

    int index() {
        return index;
    }

    State state() {
        return state;
    }

    boolean tryMove(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** Moves from one state to another; a slot that is elsewhere would be lent or requeued twice. */
    void move(State from, State to) {
        if (!tryMove(from, to)) {
            throw new IllegalStateException("buffer " + index + ": " + state + " (expected: " + from + ")");
        }
    }

    void retire() {
        state = State.RETIRED;
    }

    void filled(DequeuedBuffer fill, long nanos) {
        move(State.QUEUED, State.FILLED);
        bytesUsed = fill.bytesUsed();
        flags = fill.flags();
        sequence = fill.sequence();
        dequeuedNanos = nanos;
        queuedAt = 0;
    }

    void queueing(long since, long emptySeen, long noneUntil) {
        queueingSince = since;
        emptySeenNanos = emptySeen;
        noneUntilNanos = noneUntil;
        queuedAt = -since;
    }

    long queueingSince() {
        return queueingSince;
    }

    /** Returns when, before it was queued, the driver was last known to have a buffer to fill. */
    long emptySeenNanos() {
        return emptySeenNanos;
    }

    /** Returns until when the driver may have had none: until this one was queued, unless it is known to have starved. */
    long noneUntilNanos() {
        return noneUntilNanos;
    }

    /** Too late where the slot has been dequeued since. */
    void queued(long since, long now) {
        QUEUED_AT.compareAndSet(this, -since, now);
    }

    long queuedAt() {
        return queuedAt;
    }

    boolean wasQueuedBy(long moment) {
        if (state != State.QUEUED) {
            return false;
        }
        long at = queuedAt;
        return at > 0 && at <= moment;
    }

    /** The driver had a buffer to fill at every moment before this one. */
    void followsOn() {
        followsOn = true;
    }

    /** Tells whether {@link #followsOn} was said of this fill, and forgets it. */
    boolean takeFollowsOn() {
        boolean taken = followsOn;
        followsOn = false;
        return taken;
    }

    @Nullable
    Loss lossBefore() {
        return lossBefore;
    }

    void lossBefore(@Nullable Loss loss) {
        lossBefore = loss;
    }

    int bytesUsed() {
        return bytesUsed;
    }

    /** Lends the filled bytes, which a ledger counts as delivered; the pool has counted the slot as lent. */
    ByteBuf lend(long nowNanos, PoolLedger ledger) {
        BufferOrigin filled = new BufferOrigin(index, sequence, flags, bytesUsed, dequeuedNanos, lossBefore);
        origin = filled;
        lastTouch = null;
        lentNanos = nowNanos;
        ledger.move(this, State.LENT, ledger.delivered());
        ByteBuffer own = root;
        root = null;
        if (own == null) {
            throw new IllegalStateException("buffer " + index + ": its memory is lent (expected: at home)");
        }
        return DmxByteBuf.lend(this, filled, own.clear().limit(bytesUsed));
    }

    /** The last release, on any thread. */
    void released(ByteBuffer own) {
        root = own;
        if (FlightEvents.areOn()) {
            FlightEvents.lent(pool.path(), index, bytesUsed, lentForNanos());
        }
        pool.lentBuffers().giveBack(this);
    }

    /** Holds the memory of a lent slot; null if it is taken back. */
    @Nullable
    MemoryHold hold() {
        DeviceHold device = pool.hold();
        if (!device.tryTake()) {
            return null;
        }
        if (state == State.LENT) { // taken back after this look, it is held already
            return device;
        }
        device.letGo();
        return null;
    }

    /** Keeps the text of a hint: never the object, from which the buffer might be reachable. */
    void touched(Object hint) {
        lastTouch = hint instanceof String text ? text : hint.getClass().getName();
    }

    long lentForNanos() {
        return System.nanoTime() - lentNanos;
    }

    /** Describes the lending; null if the buffer is not lent. */
    @Nullable
    Lending lending() {
        BufferOrigin lent = origin;
        return state == State.LENT && lent != null
                ? new Lending(lent, Duration.ofNanos(lentForNanos()), lastTouch)
                : null;
    }
}
