// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.DequeuedBuffer;
import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.NegotiatedBuffers;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.Poll;
import io.dmxflux.packet.Loss;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that the driver granted in one negotiation, and what is known of its queue of them: which it has, which it
 * refused, when it had none to fill, before which it may have lost data.
 *
 * <p><b>Threading:</b> {@link #queue} and what returns figures on any thread; the rest on the thread that drains.
 * <p><b>Errors:</b> {@link ErrnoException} of the call that failed, but for DMX_QBUF: a buffer that is refused is out of
 * use, {@link PoolEvent.BufferRefused} told, and the pool has failed once none can be lent, or if the device is gone.
 */
final class DriverQueue {

    private final DmxBufferPool pool;
    private final DmxDevice device;
    private final DmxBufferPoolConfig config;
    private final PoolReporter reporter;
    private final PoolLedger ledger;
    private final StarvedTime starved;
    private final NegotiatedBuffers granted;
    private final BufferSlot[] slots;
    private final FillOrder order = new FillOrder();
    private final AtomicInteger refused = new AtomicInteger();
    private final Poll poll = new Poll();
    private final DequeuedBuffer dequeued = new DequeuedBuffer();
    private long overflows;
    private long momentNanos;

    /**
     * Asks the driver for buffers and maps each.
     *
     * @throws BufferNegotiationException if fewer than the reserve and one are granted
     */
    DriverQueue(DmxBufferPool pool, DmxDevice device, DmxBufferPoolConfig config, PoolLedger ledger) {
        this.pool = pool;
        this.device = device;
        this.config = config;
        this.ledger = ledger;
        starved = ledger.starved();
        reporter = new PoolReporter(device.path(), config);
        granted = device.requestBuffers(config.bufferCount(), config.bufferSizeBytes());
        if (granted.count() <= config.reserve()) {
            throw new BufferNegotiationException(device.path(), granted, config.reserve());
        }
        slots = mapAll(pool, device, granted.count());
        starved.nothingQueued();
    }

    private static BufferSlot[] mapAll(DmxBufferPool pool, DmxDevice device, int count) {
        BufferSlot[] slots = new BufferSlot[count];
        try {
            for (int index = 0; index < count; index++) {
                slots[index] = new BufferSlot(pool, index, device.map(index));
            }
            return slots;
        } catch (RuntimeException e) {
            for (int index = 0; index < count; index++) {
                device.unmap(index);
            }
            throw e;
        }
    }

    NegotiatedBuffers granted() {
        return granted;
    }

    DmxBufferPoolConfig config() {
        return config;
    }

    PoolReporter reporter() {
        return reporter;
    }

    BufferSlot[] slots() {
        return slots;
    }

    /** Granted minus the reserve, and minus those that the driver refused; 0 if those are more. */
    int lendable() {
        return Math.max(0, granted.count() - config.reserve() - refused.get());
    }

    /** Describes what is lent, that which has been out for longest first. */
    List<Lending> lendings() {
        List<Lending> out = new ArrayList<>();
        for (BufferSlot slot : slots) {
            Lending lending = slot.lending();
            if (lending != null) {
                out.add(lending);
            }
        }
        out.sort(Comparator.comparing(Lending::age).reversed());
        return out;
    }

    /** Takes every lent slot out of use whose release has not begun, and tells which. */
    List<Lending> takeBack() {
        List<Lending> out = new ArrayList<>();
        for (BufferSlot slot : slots) {
            Lending lending = slot.lending();
            if (lending != null && slot.tryMove(BufferSlot.State.LENT, BufferSlot.State.RETIRED)) {
                out.add(lending);
            }
        }
        return out;
    }

    /** Takes every mapping back. */
    void unmap() {
        for (BufferSlot slot : slots) {
            device.unmap(slot.index());
        }
    }

    /** Takes every slot out of use and every mapping back. */
    void retire() {
        for (BufferSlot slot : slots) {
            slot.retire();
        }
        unmap();
    }

    // to the driver

    /** Gives the driver a slot that is queued in name already. */
    void queue(BufferSlot slot) {
        ErrnoException refusal = tryQueue(slot);
        if (refusal != null) {
            refused.incrementAndGet();
            if (!refusal.is(Errno.ENODEV)) {
                reporter.refused(slot.index(), lendable(), refusal);
            }
            failPoolIfNoneIsLeft(refusal);
        }
    }

    private void failPoolIfNoneIsLeft(ErrnoException refusal) {
        if (lendable() < 1 || refusal.is(Errno.ENODEV)) {
            pool.failed(refusal);
        }
    }

    private @Nullable ErrnoException tryQueue(BufferSlot slot) {
        long noneUntil = starved.queued();
        long since = order.queueing(slot, starved.emptySeenNanos(), noneUntil);
        try {
            device.queue(slot.index());
            order.queued(slot, since);
            return null;
        } catch (RuntimeException e) {
            starved.notQueued();
            slot.move(BufferSlot.State.QUEUED, BufferSlot.State.REFUSED);
            return e instanceof ErrnoException refusal ? refusal : unnamed(e);
        }
    }

    /** Names an error that is not the driver's: who releases a buffer is not to suffer for a device that was closed. */
    private ErrnoException unnamed(RuntimeException thrown) {
        ErrnoException refusal = new ErrnoException(
                DmxVerb.QUEUE.call(), device.path(), Errno.EIO, "leave the device to its pool; it threw " + thrown);
        refusal.initCause(thrown);
        return refusal;
    }

    /** Offers the driver again what it refused. */
    void queueRefused() {
        ErrnoException again = null;
        for (int index = 0; index < slots.length && refused.get() > 0; index++) {
            BufferSlot slot = slots[index];
            if (slot.tryMove(BufferSlot.State.REFUSED, BufferSlot.State.QUEUED)) {
                ErrnoException refusal = tryQueue(slot);
                if (refusal == null) {
                    refused.decrementAndGet();
                    reporter.accepted(slot.index(), lendable());
                } else {
                    again = refusal;
                }
            }
        }
        if (again != null) {
            failPoolIfNoneIsLeft(again);
        }
    }

    void start(PesFilter filter) {
        device.setPesFilter(filter);
        order.begin(slots);
        overflows = device.overflows();
        device.start();
        starved.start(System.nanoTime());
    }

    /** Stops the filter; one that cannot be stopped, since its device is gone, is left as it is. */
    void stop() {
        starved.stop(System.nanoTime());
        try {
            device.stop();
        } catch (ErrnoException e) {
            // the device is gone, and so is its filter
        }
    }

    // from the driver

    /** Takes a filled buffer, with what the driver lost before it; null if none is ready. */
    @Nullable
    BufferSlot dequeue() {
        if (!device.dequeue(dequeued)) {
            return null;
        }
        long now = System.nanoTime();
        BufferSlot slot = slots[dequeued.index()];
        ledger.receive(slot, dequeued, now);
        starved.dequeued(now);
        slot.lossBefore(lostBefore(slot));
        return slot;
    }

    private @Nullable Loss lostBefore(BufferSlot slot) {
        boolean gap = !slot.takeFollowsOn() && !device.tellsOverflows();
        if (gap) {
            starved.stalled(slot.emptySeenNanos(), slot.noneUntilNanos());
        }
        long told = device.overflows();
        gap |= told != overflows;
        overflows = told;
        if (!gap) {
            return null;
        }
        ledger.kernelGap();
        return Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN);
    }

    /** Returns the moment before a look at the driver, for {@link #nothingReady}. */
    long moment() {
        momentNanos = System.nanoTime();
        return order.moment();
    }

    /** The driver had nothing ready at some time after the moment that was last asked for. */
    void nothingReady(long moment) {
        if (order.nothingReady(slots, moment)) {
            starved.emptySeen(momentNanos);
        }
    }

    /** Looks whether the driver has something ready, and remembers it if not. */
    boolean observe() {
        long moment = moment();
        if (device.isKnownReady() || poll.await(device.descriptor(), -1, 0) && poll.firstReadable()) {
            return true;
        }
        nothingReady(moment);
        return false;
    }

    int queuedBuffers() {
        return starved.queuedBuffers();
    }

    /** A visit is over: if every buffer that the driver had was full, it may have had none to fill for a while. */
    void visited(int taken, int queuedBefore, boolean moreReady, long nowNanos) {
        int left = queuedBefore - taken;
        if (taken > 0 && (left <= 0 || left == 1 && moreReady)) {
            starved.stalled(starved.emptySeenNanos(), nowNanos);
        }
    }
}
