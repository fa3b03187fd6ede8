// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lent buffers of a pool, over all its negotiations: how many are out, and the three ways in which one comes home. It is
 * released, it becomes unreachable, or {@link DmxBufferPool#close(Duration)} takes it back. Each keeps the device open until
 * then.
 *
 * <p><b>Threading:</b> any, but for {@link #lend}.
 */
final class LentBuffers {

    private final DmxBufferPool pool;
    private final AtomicInteger count = new AtomicInteger();

    /** Written under the lock of this. */
    private volatile List<Lending> takenBack = List.of();

    /** Of a pool that is being made. */
    LentBuffers(DmxBufferPool pool) {
        this.pool = pool;
    }

    /** Returns how many are out. */
    int count() {
        return count.get();
    }

    /** Lends a filled slot; the drain, which calls, keeps the device open meanwhile. */
    ByteBuf lend(BufferSlot slot, long nowNanos) {
        count.incrementAndGet();
        pool.hold().take();
        return slot.lend(nowNanos, pool.ledger());
    }

    /** Takes back a lent slot whose buffer is unreachable. */
    void takeBackLeaked(BufferSlot slot, Lending lending) {
        if (giveBack(slot)) {
            pool.queue().reporter().leaked(lending, pool.ledger().leaked());
        }
    }

    /** Takes back a lent slot; tells whether {@link #takeBack} had not taken it back before. */
    boolean giveBack(BufferSlot slot) {
        boolean wanted = !pool.isClosed();
        if (!slot.tryMove(BufferSlot.State.LENT, wanted ? BufferSlot.State.QUEUED : BufferSlot.State.RETIRED)) {
            return false;
        }
        count.decrementAndGet(); // before the kernel has it: once filled again it must not count twice
        try {
            DriverQueue queue = pool.queue();
            if (wanted) {
                queue.queue(slot);
            }
            pool.drains().cameHome();
            if (queue.reporter().hasToldAllOut() && !pool.drains().isDraining()) { // then nobody else looks
                queue.reporter().cameHome(count());
            }
            return true;
        } finally {
            pool.hold().letGo();
        }
    }

    /**
     * Takes back all that are out, of a pool that is closed. A release that is on its way has moved its slot already, and lets
     * go itself: the device outlives its call.
     *
     * @param waited for how long they were waited for, to be told
     * @return all that was ever taken back
     */
    List<Lending> takeBack(Duration waited) {
        List<Lending> out;
        synchronized (this) {
            out = pool.queue().takeBack();
            count.addAndGet(-out.size());
            takenBack = out.isEmpty() ? takenBack : out;
        }
        pool.hold().tellTakenBack();
        out.forEach(lending -> pool.hold().letGo());
        boolean draining = pool.drains().isDraining();
        if (draining || !out.isEmpty()) {
            pool.queue().reporter().takenBack(waited, out, draining);
        }
        return takenBack;
    }

    List<Lending> takenBack() {
        return takenBack;
    }
}
