// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.NegotiatedBuffers;
import io.dmxflux.dmx.sys.ErrnoException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The demux buffers that the kernel granted, mapped once, and lent to a subscriber as
 * {@link io.netty.buffer.ByteBuf}s over the kernel's own memory.
 *
 * <pre>
 *   IDLE --first QBUF--&gt; QUEUED --DQBUF--&gt; FILLED --lend--&gt; LENT --last release()--&gt; QUEUED
 *                           ^                | dropped, discarded
 *                           +----------------+              close(): every state --&gt; RETIRED, LENT on its release
 * </pre>
 *
 * <p><b>Shape:</b> {@link #negotiated()} buffers; at most {@link #lendableBuffers()} filled or lent at any time, the rest
 * is the kernel's. Readable bytes of a lent buffer are what the driver filled.
 * <p><b>Ownership:</b> the pool owns device and memory from {@link #negotiate} on, also when that fails. A subscriber owns
 * a lent buffer until its last {@code release()}; slices and duplicates keep the slot lent.
 * <p><b>Threading:</b> {@link #close()}, {@link #metrics()} and every release from any thread, at any moment. One
 * {@link BufferDrain} at a time dequeues and lends.
 * <p><b>Errors:</b> {@link BufferNegotiationException} if too few buffers are granted;
 * {@link ErrnoException} of the call that failed. A requeue that fails on somebody's release is not thrown there: the slot
 * is retired and the drain told.
 * <p><b>Source:</b> linux/dvb/dmx.h, DMX_REQBUFS and its family.
 */
public final class DmxBufferPool implements AutoCloseable {

    private final DmxDevice device;
    private final Object lifecycle = new Object();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    /** Who may still touch the device: the pool while open, its drain, and each lent buffer. The last one retires it. */
    private final AtomicInteger holders = new AtomicInteger(1);

    private final AtomicInteger lent = new AtomicInteger();
    private final AtomicReference<@Nullable ErrnoException> failure = new AtomicReference<>();
    private final Starvation starvation = new Starvation();
    private final PoolLedger ledger = new PoolLedger();
    private volatile NegotiatedPool negotiated;
    private volatile boolean closed;
    private volatile @Nullable BufferDrain drain;

    private DmxBufferPool(DmxDevice device, NegotiatedPool negotiated) {
        this.device = device;
        this.negotiated = negotiated;
    }

    /**
     * Asks the driver for buffers, once, and maps every one that it grants.
     *
     * @param device the device; the pool's from here on, closed if this fails
     * @param config what to ask for and keep back
     * @return the pool, the caller's to close
     * @throws BufferNegotiationException if fewer than the reserve and one are granted
     * @throws ErrnoException if a call fails
     */
    public static DmxBufferPool negotiate(DmxDevice device, DmxBufferPoolConfig config) {
        try {
            return new DmxBufferPool(device, NegotiatedPool.negotiate(device, config));
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    /**
     * Asks again, for other buffers. The device is reopened if its queue has run, since the driver has no other way to
     * turn it off. Waits for a subscription that is cancelled and about to end; not on its own thread.
     *
     * @param config what to ask for and keep back
     * @throws IllegalStateException if a buffer is lent, there is a drain, or the pool is closed
     * @throws BufferNegotiationException if too few are granted; the pool is then closed
     * @throws ErrnoException if a call fails; the pool is then closed
     */
    public void renegotiate(DmxBufferPoolConfig config) {
        synchronized (lifecycle) {
            requireUnused();
            try {
                negotiated.unmap(device);
                if (device.isStreaming()) {
                    device.reopen();
                }
                negotiated = NegotiatedPool.negotiate(device, config);
                starvation.nothingQueued();
                failure.set(null);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    private void requireUnused() {
        if (closed) {
            throw new IllegalStateException(device.path() + ": pool closed (expected: open)");
        }
        BufferDrain current = drain;
        if (current != null && !current.awaitEndIfCancelled()) {
            throw new IllegalStateException(
                    device.path() + ": subscribed (expected: cancelled before negotiating anew)");
        }
        if (lent.get() != 0) {
            throw new IllegalStateException(
                    device.path() + ": " + lent + " buffers lent (expected: all released before negotiating anew)");
        }
        while (holders.get() != 1) {
            Thread.onSpinWait(); // the last release is still on its way to the driver
        }
    }

    /**
     * Returns what was asked and what the driver granted.
     *
     * @return the figures of the newest negotiation
     */
    public NegotiatedBuffers negotiated() {
        return negotiated.buffers();
    }

    /**
     * Returns how many buffers may be out at once, filled or lent.
     *
     * @return granted minus reserve
     */
    public int lendableBuffers() {
        return negotiated.lendable();
    }

    /**
     * Returns the device's name.
     *
     * @return its path
     */
    public String path() {
        return device.path();
    }

    /**
     * Returns how the device's buffers are filled.
     *
     * @return a phrase for a person
     */
    public String mode() {
        return device.mode();
    }

    /**
     * Takes the exclusive right to dequeue and lend. One whose predecessor is cancelled and about to end waits for it in
     * {@link BufferDrain#start}.
     *
     * @return the drain, the caller's to close
     * @throws IllegalStateException if another is in use, or the pool is closed
     */
    public BufferDrain drain() {
        return drain(() -> {});
    }

    /**
     * The same, for whoever does not wait in {@link BufferDrain#await}.
     *
     * @param listener run, on any thread, when the drain is to look at its pool: it is closed or has failed, a buffer has
     *     come home that was waited for, or {@link BufferDrain#wakeUp} has been called; must be quick and never fail
     * @return the drain, the caller's to close
     * @throws IllegalStateException if another is in use, or the pool is closed
     */
    public BufferDrain drain(Runnable listener) {
        synchronized (lifecycle) {
            if (closed) {
                throw new IllegalStateException(device.path() + ": pool closed (expected: open)");
            }
            BufferDrain previous = drain;
            if (previous != null && !previous.isCancelled()) {
                throw new IllegalStateException(device.path()
                        + ": already subscribed (expected: one subscriber at a time; share() one Flux among several)");
            }
            holders.incrementAndGet();
            BufferDrain next = new BufferDrain(this, previous, listener);
            drain = next;
            return next;
        }
    }

    /**
     * Returns the ledger.
     *
     * @return where every buffer is and every byte has gone, now
     */
    public PoolMetrics metrics() {
        return ledger.metrics(negotiated, device.overflows(), starvation);
    }

    /**
     * Stops lending, and ends the drain in use. The device is closed and its memory unmapped when the last lent buffer
     * has come home: at once if none is out. A second call does nothing.
     */
    @Override
    public void close() {
        BufferDrain current;
        synchronized (lifecycle) {
            if (closed) {
                return;
            }
            closed = true;
            current = drain;
        }
        if (current != null) {
            current.wakeUp();
        }
        letGo();
    }

    /**
     * Tells when everything is over: all buffers home, the memory unmapped, the device closed.
     *
     * @return completes after {@link #close()}, on the thread that brought the last buffer home
     */
    public CompletionStage<Void> whenClosed() {
        return closing.minimalCompletionStage();
    }

    boolean isClosed() {
        return closed;
    }

    DmxDevice device() {
        return device;
    }

    NegotiatedPool slots() {
        return negotiated;
    }

    Starvation starvation() {
        return starvation;
    }

    PoolLedger ledger() {
        return ledger;
    }

    int lentBuffers() {
        return lent.get();
    }

    @Nullable
    ErrnoException failure() {
        return failure.get();
    }

    /** Counts a slot as lent; the drain, which calls, keeps the device open meanwhile. */
    void lend(BufferSlot slot) {
        slot.move(BufferSlot.State.FILLED, BufferSlot.State.LENT);
        lent.incrementAndGet();
        holders.incrementAndGet();
    }

    /** Takes back a lent slot: called on its last release, on whatever thread. */
    void giveBack(BufferSlot slot) {
        boolean wanted = takeOver(slot, BufferSlot.State.LENT);
        lent.decrementAndGet(); // before the kernel has it: once filled again it must not count twice
        if (wanted) {
            queue(slot);
        }
        try {
            BufferDrain current = drain;
            if (current != null) {
                current.cameHome();
            }
        } finally {
            letGo();
        }
    }

    /** Gives a slot to the kernel, or retires it if the pool is closed or the kernel refuses it. */
    void putBack(BufferSlot slot, BufferSlot.State from) {
        if (takeOver(slot, from)) {
            queue(slot);
        }
    }

    private boolean takeOver(BufferSlot slot, BufferSlot.State from) {
        boolean wanted = !closed;
        slot.move(from, wanted ? BufferSlot.State.QUEUED : BufferSlot.State.RETIRED);
        return wanted;
    }

    private void queue(BufferSlot slot) {
        starvation.queued();
        try {
            device.queue(slot.index());
        } catch (ErrnoException e) {
            starvation.notQueued();
            slot.retire();
            fail(e);
        }
    }

    private void fail(ErrnoException cause) {
        BufferDrain current = drain;
        if (failure.compareAndSet(null, cause) && current != null) {
            current.wakeUp();
        }
    }

    /** Ends one holder's claim; the last one out closes the device. */
    void letGo() {
        if (holders.decrementAndGet() == 0) {
            retire();
        }
    }

    private void retire() {
        try {
            negotiated.retire(device);
        } catch (RuntimeException e) {
            closeDevice(e);
            return;
        }
        closeDevice(null);
    }

    private void closeDevice(@Nullable RuntimeException failed) {
        device.close();
        if (failed == null) {
            closing.complete(null);
        } else {
            closing.completeExceptionally(failed);
        }
    }
}
