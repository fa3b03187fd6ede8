// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.packet.Loss;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The filled buffers that wait for demand, and what the pool's overload policy does with those that are too many.
 *
 * <p>No more are filled or lent than may be. While demand lags, fewer are: the driver keeps as many empty ones as came at once
 * before, and one that is being filled, since small buffers are filled several at a time and the reserve alone would be full
 * before this thread runs. Half of those that may be out may be so in any case, and one buffer always waits. Buffers that
 * come one at a time need the reserve alone.
 *
 * <p><b>Threading:</b> the thread that drains.
 */
final class Backlog {

    private final DmxBufferPool pool;
    private final DriverQueue queue;
    private final ArrayDeque<BufferSlot> filled = new ArrayDeque<>();
    private final boolean drops;
    private final boolean dropsOldest;

    /** What is missing before the buffer that arrives next. */
    private @Nullable Loss missing;

    /** Whether something waited when the visit began: all that there was demand for had been lent by then. */
    private boolean lags;

    /** The most buffers that one visit found, since demand has lagged. */
    private int burst;

    Backlog(DmxBufferPool pool, DriverQueue queue) {
        this.pool = pool;
        this.queue = queue;
        drops = queue.config().overload() != OverloadPolicy.HOLD;
        dropsOldest = queue.config().overload() == OverloadPolicy.DROP_OLDEST;
    }

    int size() {
        return filled.size();
    }

    /** A visit to the driver begins. */
    void visit() {
        lags = !filled.isEmpty();
    }

    /** Tells whether something waited when the visit began. */
    boolean lags() {
        return lags;
    }

    /** It is over, and found so many buffers. */
    void visited(int found) {
        burst = lags ? Math.max(burst, found) : found;
    }

    /** Adds a buffer that was dequeued, and drops what exceeds the backlog. */
    void add(BufferSlot slot) {
        slot.lossBefore(Loss.sum(missing, slot.lossBefore()));
        missing = null;
        filled.addLast(slot);
        int lendable = queue.lendable();
        int most = lendable - (lags && drops ? keptBack(lendable) : 0);
        while (isOver(lendable) || filled.size() > 1 && isOver(most)) {
            drop(dropsOldest ? filled.removeFirst() : filled.removeLast());
        }
    }

    private boolean isOver(int most) {
        return !filled.isEmpty() && filled.size() + pool.lentBuffers().count() > most;
    }

    /** Returns how many of the lendable buffers are the driver's, beside the reserve. */
    private int keptBack(int lendable) {
        int wanted = burst > 1 ? burst + 1 - queue.config().reserve() : 0;
        return Math.max(0, Math.min(wanted, lendable / 2));
    }

    private void drop(BufferSlot victim) {
        FlightEvents.dropped(pool.path(), victim.bytesUsed());
        missBefore(dropsOldest ? filled.peekFirst() : null, victim);
        pool.putBack(victim, pool.ledger().dropped());
    }

    /** What is missing before a dropped buffer, and that itself, is missing before the one that follows it. */
    private void missBefore(@Nullable BufferSlot next, BufferSlot dropped) {
        Loss loss = Loss.sum(dropped.lossBefore(), Loss.of(Loss.Account.POLICY, dropped.bytesUsed()));
        if (next == null) {
            missing = Loss.sum(loss, missing);
        } else {
            next.lossBefore(Loss.sum(loss, next.lossBefore()));
        }
    }

    /** Takes the buffer that has waited longest; null if none waits. */
    @Nullable
    BufferSlot poll() {
        return filled.pollFirst();
    }
}
