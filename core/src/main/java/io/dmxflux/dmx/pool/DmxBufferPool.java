// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.NegotiatedBuffers;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.packet.MemoryHold;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/**
 * The demux buffers that the kernel granted, mapped once, and lent to a subscriber as
 * {@link io.netty.buffer.ByteBuf}s over the kernel's own memory.
 *
 * <pre>
 *   IDLE --first QBUF--&gt; QUEUED --DQBUF--&gt; FILLED --lend--&gt; LENT --last release(), or leaked--&gt; QUEUED
 *                         ^  |               | dropped, discarded
 *                         +--|---------------+              close(): every state --&gt; RETIRED, LENT on its release
 *     a QBUF that fails:     +--&gt; REFUSED --QBUF at a look or start--&gt; QUEUED
 * </pre>
 *
 * <p><b>Shape:</b> {@link #negotiated()} buffers; at most {@link #lendableBuffers()} filled or lent at any time, the rest
 * is the kernel's. Readable bytes of a lent buffer are what the driver filled.
 * <p><b>Ownership:</b> the pool owns device and memory from {@link #negotiate} on, also when that fails. A subscriber owns
 * a lent buffer until its last {@code release()}; slices and duplicates keep the slot lent. One that becomes unreachable
 * before, with every slice and NIO view of it, is requeued, counted as leaked and told.
 * <p><b>Threading:</b> {@link #close()}, {@link #stats()} and every release from any thread, at any moment. One
 * {@link BufferDrain} at a time dequeues and lends.
 * <p><b>Errors:</b> {@link BufferNegotiationException} if too few buffers are granted;
 * {@link ErrnoException} of the call that failed. A requeue that fails is not thrown to the caller of {@code release()}: the
 * buffer is out of use, {@link PoolEvent.BufferRefused} told, the stream goes on with the others, and the buffer is offered
 * again at each look and each start. The drain fails with the error once none can be lent, or if the device is gone.
 * <p><b>Source:</b> linux/dvb/dmx.h, DMX_REQBUFS and its family.
 */
public final class DmxBufferPool implements AutoCloseable {

    /** How often to see whether a call to the driver that is under way has returned. */
    private static final long CALL_UNDER_WAY_NANOS = 50_000;

    private final DmxDevice device;
    private final Object lifecycle = new Object();
    private final DeviceHold hold;
    private final PoolLedger ledger;
    private final DrainSuccession drains = new DrainSuccession();
    private final LentBuffers lentBuffers = new LentBuffers(this);
    private volatile DriverQueue queue;
    private volatile boolean closed;

    private DmxBufferPool(DmxDevice device, DmxBufferPoolConfig config) {
        this.device = device;
        ledger = new PoolLedger(device.path());
        queue = new DriverQueue(this, device, config, ledger);
        hold = new DeviceHold(device, () -> queue.retire());
    }

    /**
     * Asks the driver for buffers, once, and maps every one that it grants.
     *
     * @param device the device; the pool's from here on, closed if this fails, unless it is another pool's
     * @param config what to ask for and keep back
     * @return the pool, the caller's to close
     * @throws NullPointerException if either is null; the device is then as it was
     * @throws IllegalStateException if the device is that of another pool, which is not affected
     * @throws BufferNegotiationException if fewer than the reserve and one are granted
     * @throws ErrnoException if a call fails
     */
    public static DmxBufferPool negotiate(DmxDevice device, DmxBufferPoolConfig config) {
        Check.given(config, "config");
        DeviceHold.claim(Check.given(device, "device"));
        try {
            return new DmxBufferPool(device, config);
        } catch (RuntimeException e) {
            DeviceHold.close(device);
            throw e;
        }
    }

    /**
     * Asks again, for other buffers. The device is reopened if its queue has run, since the driver has no other way to
     * turn it off. Waits for a subscription that is cancelled and about to end, and for a release that is on its way to
     * the driver; not on the subscription's own thread.
     *
     * @param config what to ask for and keep back
     * @throws NullPointerException if it is null; the pool goes on
     * @throws IllegalArgumentException if it keeps back as many as it asks for, or more; the pool goes on
     * @throws IllegalStateException if a buffer is lent, there is a drain, or the pool is closed
     * @throws BufferNegotiationException if too few are granted; the pool is then closed
     * @throws ErrnoException if a call fails; the pool is then closed
     */
    public void renegotiate(DmxBufferPoolConfig config) {
        int most = Math.max(Check.given(config, "config").bufferCount(), BufferLimits.LINUX.fewest());
        Check.argument(
                config.reserve() < most, "reserve", config.reserve(), "fewer than the buffers asked for, " + most);
        while (!tryRenegotiate(config)) {
            // waits without the lock: what is waited for may close the pool or take its drain before it ends
            drains.awaitEndIfCancelled();
            LockSupport.parkNanos(this, CALL_UNDER_WAY_NANOS);
        }
    }

    /** Negotiates unless something is about to end; under the lock nothing is waited for. */
    private boolean tryRenegotiate(DmxBufferPoolConfig config) {
        synchronized (lifecycle) {
            if (isEnding()) {
                return false;
            }
            try {
                queue.unmap();
                if (device.isStreaming()) {
                    device.reopen();
                }
                queue = new DriverQueue(this, device, config, ledger);
                return true;
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    /** Tells whether a cancelled drain or a release is still under way; refuses where something is that does not end. */
    private boolean isEnding() {
        requireOpen();
        if (drains.isDraining()) {
            if (drains.endsWithoutThisThread()) {
                return true;
            }
            throw new IllegalStateException(device.path() + ": subscribed (expected: cancelled before renegotiating)");
        }
        int lent = lentBuffers.count();
        if (lent != 0) {
            throw new IllegalStateException(
                    device.path() + ": " + lent + " buffers lent (expected: all released before renegotiating)");
        }
        return !hold.isOnlyItsMakers();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(device.path() + ": pool closed (expected: open)");
        }
    }

    /**
     * Returns what was asked and what the driver granted.
     *
     * @return the figures of the newest negotiation
     */
    public NegotiatedBuffers negotiated() {
        return queue.granted();
    }

    /**
     * Returns how many buffers may be out at once, filled or lent.
     *
     * @return granted minus reserve, and minus those that the driver would not take back; 0 if those are too many
     */
    public int lendableBuffers() {
        return queue.lendable();
    }

    /**
     * Lists the lent buffers.
     *
     * @return each lent buffer, that which has been out for longest first
     */
    public List<Lending> lent() {
        return queue.lendings();
    }

    /**
     * Adds a PID to the filter of the subscription under way; the next one starts with its own filter.
     *
     * @param pid 0..0x1FFF
     * @throws IllegalStateException if the pool is closed
     * @throws ErrnoException EINVAL for another PID or before the filter is set; what the driver answers otherwise
     */
    public void addPid(int pid) {
        withDevice(() -> device.addPid(pid));
    }

    /**
     * Removes a PID from the filter of the subscription under way.
     *
     * @param pid 0..0x1FFF
     * @throws IllegalStateException if the pool is closed
     * @throws ErrnoException EINVAL for another PID or before the filter is set; what the driver answers otherwise
     */
    public void removePid(int pid) {
        withDevice(() -> device.removePid(pid));
    }

    /** Keeps the device from being closed or reopened meanwhile, when its number may become another file's. */
    private void withDevice(Runnable call) {
        synchronized (lifecycle) {
            requireOpen();
            hold.take();
        }
        try {
            call.run();
        } finally {
            hold.letGo();
        }
    }

    /** {@return the path of the device} */
    public String path() {
        return device.path();
    }

    /** {@return how the device's buffers are filled, in words for a person} */
    public String mode() {
        return device.mode();
    }

    /**
     * Takes the exclusive right to dequeue and lend. One whose predecessor is cancelled and about to end waits for it in
     * {@link BufferDrain#start}.
     *
     * @param listener run, on any thread, when the drain is to look at its pool: it is closed or has failed, a buffer has
     *     come home that was waited for, its turn has come, or {@link BufferDrain#cancel} has been called; must be quick and never fail
     * @return the drain, the caller's to close
     * @throws IllegalStateException if another is in use, or the pool is closed
     */
    public BufferDrain drain(Runnable listener) {
        Check.given(listener, "listener");
        synchronized (lifecycle) {
            requireOpen();
            BufferDrain next = drains.follow(this, listener);
            hold.take();
            return next;
        }
    }

    /**
     * Returns the counters.
     *
     * @return where every buffer is and every byte has gone, now
     */
    public PoolStats stats() {
        return ledger.stats(this::queue, device);
    }

    /**
     * Returns the book.
     *
     * @return where every byte has gone and when, now
     */
    public PoolBook book() {
        return ledger.book(this::queue);
    }

    /**
     * Stops lending, and ends the drain in use. The device is closed and its memory unmapped when the last lent buffer
     * has come home: at once if none is out. A second call does nothing.
     */
    @Override
    public void close() {
        synchronized (lifecycle) {
            if (closed) {
                return;
            }
            closed = true;
        }
        letGo();
    }

    /** Lets go of the device, by its maker or by a drain that has ended, and tells the drain, which may have waited for that. */
    void letGo() {
        try {
            drains.tell();
        } finally {
            hold.letGo();
        }
    }

    /**
     * Closes, and waits for the lent buffers; takes them back when the time is over, and tells {@link PoolEvent.TakenBack}.
     * A buffer that was taken back reads as zeros, and its release does nothing: the sinks and operators of dmxflux that have it
     * queued drop it, and count it as closed. What reads one at that moment keeps the device open until it has done so
     * ({@link MemoryHold}): a subscriber whose onNext does not return, a call of the kernel that sends or writes.
     *
     * @param limit how long to wait at most; not at all if the thread is interrupted
     * @return what was taken back, also by another call: of several the shortest limit counts, and all return the same. Empty
     *     if nothing was lent when the time was over. Whether the device is closed as well is told by {@link #whenClosed}: a
     *     subscriber in onNext keeps it open
     * @throws IllegalArgumentException if the limit is negative; nothing is closed then
     * @throws IllegalStateException on the thread that drains, which would wait for itself
     */
    public List<Lending> close(Duration limit) {
        Check.argument(!Check.given(limit, "limit").isNegative(), "limit", limit, "zero, or how long to wait");
        if (drains.isOnThisThread()) {
            throw new IllegalStateException(device.path()
                    + ": close(Duration) waits (expected: another thread than that of the signals, or close())");
        }
        close();
        long startNanos = System.nanoTime();
        if (hold.awaitClosed(limit)) {
            return lentBuffers.takenBack();
        }
        Duration passed = Duration.ofNanos(System.nanoTime() - startNanos);
        return lentBuffers.takeBack(passed.compareTo(limit) < 0 ? passed : limit); // less if the thread is interrupted
    }

    /**
     * Tells when everything is over: all buffers home, the memory unmapped, the device closed.
     *
     * @return completes after {@link #close()}, on the thread that brought the last buffer home
     */
    public CompletionStage<Void> whenClosed() {
        return hold.whenClosed();
    }

    boolean isClosed() {
        return closed;
    }

    DeviceHold hold() {
        return hold;
    }

    DmxDevice device() {
        return device;
    }

    DriverQueue queue() {
        return queue;
    }

    PoolLedger ledger() {
        return ledger;
    }

    DrainSuccession drains() {
        return drains;
    }

    LentBuffers lentBuffers() {
        return lentBuffers;
    }

    /**
     * Gives a slot that was never queued to the kernel, or retires it if the pool is closed; one that the kernel refuses is
     * out of use.
     */
    void putBack(BufferSlot slot) {
        boolean wanted = !closed;
        slot.move(BufferSlot.State.IDLE, wanted ? BufferSlot.State.QUEUED : BufferSlot.State.RETIRED);
        if (wanted) {
            queue.queue(slot);
        }
    }

    /** The same of a filled slot, which is counted on an account. */
    void putBack(BufferSlot slot, PoolLedger.Account account) {
        boolean wanted = !closed;
        ledger.move(slot, wanted ? BufferSlot.State.QUEUED : BufferSlot.State.RETIRED, account);
        if (wanted) {
            queue.queue(slot);
        }
    }

    /** Nothing can be lent any more, as the driver takes no buffers. */
    void failed(ErrnoException refusal) {
        drains.fail(refusal);
    }
}
