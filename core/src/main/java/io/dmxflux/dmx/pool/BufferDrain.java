// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.DequeuedBuffer;
import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.WakeUp;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.Poll;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to take filled buffers from a pool's driver and to lend them: what a subscription runs on.
 *
 * <pre>
 *   drain.start(filter);
 *   while (...) {
 *       drain.await(nanos);           // until the driver has filled something, or wakeUp()
 *       drain.collect();              // dequeue, drop what is too much
 *       while (demand &amp;&amp; (buffer = drain.lend()) != null) ...
 *   }
 *   drain.close();                    // stop the filter, requeue what was not lent
 * </pre>
 *
 * <p><b>Threading:</b> {@link #wakeUp()} and {@link #cancel()} from any thread; everything else on one thread.
 */
public final class BufferDrain implements AutoCloseable {

    /** How often to look after what tells nobody. */
    private static final long LOOK_NANOS = 500_000_000;

    /** With so few buffers, the one that has just been queued is the last or the only one when the driver is next asked. */
    private static final int LOOKED_AT_TWICE = 2;

    private enum Phase {
        NEW,
        STARTED,
        OVER
    }

    private final DmxBufferPool pool;
    private final DmxDevice device;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile @Nullable BufferDrain predecessor;
    private final WakeUp wakeUp = new WakeUp();
    private volatile Runnable listener;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Poll poll = new Poll();
    private final DequeuedBuffer dequeued = new DequeuedBuffer();
    private final ArrayDeque<BufferSlot> filled = new ArrayDeque<>();
    private volatile @Nullable Thread thread;
    private volatile boolean cancelled;
    private volatile boolean full;
    private volatile @Nullable ErrnoException failure;
    private boolean signalling;
    private long lendNanos;
    private long lookNanos;

    /** What is missing before the buffer that arrives next. */
    private @Nullable Loss missing;

    private long overflows;

    BufferDrain(DmxBufferPool pool, @Nullable BufferDrain predecessor, Runnable listener) {
        this.pool = pool;
        this.listener = listener;
        device = pool.device();
        this.predecessor = predecessor;
    }

    /**
     * Hands the kernel every buffer it does not have, throws away what is left of an earlier subscription, and starts the
     * filter.
     *
     * @param filter which packets to receive
     * @return false if it has been cancelled before, which ended it
     * @throws ErrnoException if a call fails
     */
    public boolean start(PesFilter filter) {
        thread = Thread.currentThread();
        if (!phase.compareAndSet(Phase.NEW, Phase.STARTED)) {
            return false;
        }
        awaitPredecessor();
        failure = null;
        discardStale();
        pool.queueRefused();
        for (BufferSlot slot : pool.slots().slots()) {
            if (slot.state() == BufferSlot.State.IDLE) {
                pool.putBack(slot, BufferSlot.State.IDLE);
            }
        }
        throwFailure();
        lookNanos = System.nanoTime();
        device.setPesFilter(filter);
        pool.fillOrder().begin(pool.slots().slots());
        overflows = device.overflows();
        device.start();
        pool.starvation().start(System.nanoTime());
        return true;
    }

    private void discardStale() {
        while (device.isStreaming() && device.dequeue(dequeued)) {
            discard(receive(System.nanoTime()));
        }
    }

    private void awaitPredecessor() {
        BufferDrain previous = predecessor;
        if (previous != null) {
            previous.awaitEnd();
            predecessor = null;
        }
    }

    /** Tells whether the end comes without the thread that asks: it is announced, and another thread's to bring about. */
    boolean endsWithoutThisThread() {
        BufferDrain previous = predecessor;
        return cancelled
                && !isOnItsThread()
                && (previous == null || previous.hasEnded() || previous.endsWithoutThisThread());
    }

    boolean isOnItsThread() {
        return Thread.currentThread() == thread;
    }

    void awaitEndIfCancelled() {
        if (endsWithoutThisThread()) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        ended.join();
    }

    /**
     * Runs a task when {@link #start} will not have to wait for a predecessor: at once if there is none, on the
     * predecessor's thread otherwise.
     *
     * @param task what to run
     */
    public void whenMyTurn(Runnable task) {
        BufferDrain previous = predecessor;
        if (previous == null) {
            task.run();
        } else {
            previous.ended.thenRun(task);
        }
    }

    /**
     * Tells whether there is no predecessor left to wait for.
     *
     * @return whether {@link #start} goes ahead at once
     */
    public boolean isMyTurn() {
        BufferDrain previous = predecessor;
        return previous == null || previous.hasEnded();
    }

    /**
     * Returns what to wait on where {@link #await} is not used.
     *
     * @return a descriptor that polls readable when {@link #collect} would find something
     */
    public int descriptor() {
        return device.descriptor();
    }

    /**
     * Waits until the driver has filled a buffer. Where the pool holds as many as may be out and its policy is to leave
     * the rest with the kernel, waits for one to come home instead.
     *
     * @param timeoutNanos how long at most
     * @return what came first
     * @throws ErrnoException if the device is gone, or takes back so few buffers that none can be lent
     */
    public Readiness await(long timeoutNanos) {
        throwFailure();
        return mayCollect() ? device.await(wakeUp, timeoutNanos) : awaitHome(timeoutNanos);
    }

    /** Looks at the device when the time is over: it may be gone, and none come home to tell. */
    private Readiness awaitHome(long timeoutNanos) {
        Readiness home = wakeUp.await(timeoutNanos);
        if (home == Readiness.TIMED_OUT && device.await(wakeUp, 0) == Readiness.WOKEN) {
            return Readiness.WOKEN;
        }
        return home;
    }

    /**
     * Tells whether {@link #collect} may take anything. Where not, since every buffer is out or the policy is to leave
     * the rest with the kernel, the drain is woken when one comes home.
     *
     * @return whether to wait for the driver
     */
    public boolean mayCollect() {
        signalReturned();
        full = true; // before looking: a buffer that comes home after the look then wakes the wait
        full = !hasRoom();
        if (pool.slots().slots().length <= LOOKED_AT_TWICE) {
            observe();
        }
        return !full;
    }

    private boolean hasRoom() {
        boolean hold = pool.slots().config().overload() == OverloadPolicy.HOLD;
        return outBuffers() < (hold ? pool.lendableBuffers() : pool.slots().slots().length);
    }

    /**
     * Looks after what tells nobody: whether the driver is still there, since one that is unplugged wakes nobody, whether
     * it takes buffers that it has refused, and whether lent ones come home. To be called about twice a second.
     *
     * @throws ErrnoException if the device is gone, or takes back so few buffers that none can be lent
     */
    public void look() {
        pool.queueRefused();
        throwFailure();
        lookAtLendings(System.nanoTime());
        device.await(wakeUp, 0);
    }

    private void lookAtLendings(long nowNanos) {
        lookNanos = nowNanos;
        pool.reporter().look(pool.slots(), pool.lentBuffers(), pool.lendableBuffers());
    }

    private int outBuffers() {
        return filled.size() + pool.lentBuffers();
    }

    /** The device takes no buffers any more. On any thread. */
    void fail(ErrnoException cause) {
        failure = cause;
        wakeUp();
    }

    /**
     * Fails if the device is gone, or takes back so few buffers that none can be lent.
     *
     * @throws ErrnoException of the requeue that failed, on whatever thread that was
     */
    public void throwFailure() {
        ErrnoException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * Takes from the driver what is ready, as far as there is room for it among the buffers that may be out. Without any
     * room, takes each buffer once and drops by the pool's policy what exceeds it: so a backlog that is about to be lent
     * is not dropped, and one that nobody wants is.
     *
     * @return buffers taken
     * @throws ErrnoException if a call fails
     */
    public int collect() {
        Starvation starvation = pool.starvation();
        int queuedBefore = starvation.queuedBuffers();
        int room = pool.lendableBuffers() - outBuffers();
        int most = room > 0 ? room : pool.slots().slots().length;
        int taken = 0;
        long moment = pool.fillOrder().moment();
        while (taken < most && hasRoom() && device.dequeue(dequeued)) {
            filled.addLast(receive(System.nanoTime()));
            taken++;
            dropExcess();
            moment = pool.fillOrder().moment();
        }
        boolean ready = taken == most || !hasRoom() ? observe() : nothingReady(moment);
        long now = System.nanoTime();
        starvation.visited(foundAllFilled(taken, queuedBefore, ready), now);
        if (now - lookNanos > LOOK_NANOS) {
            lookAtLendings(now);
        }
        return taken;
    }

    /** Looks whether the driver has something ready, and remembers it if not. */
    private boolean observe() {
        long moment = pool.fillOrder().moment();
        return isReady() || nothingReady(moment);
    }

    private boolean nothingReady(long moment) {
        pool.fillOrder().nothingReady(pool.slots().slots(), moment);
        return false;
    }

    /** Tells whether the kernel may have had nothing to fill: what is not taken is the reserve at most, and filled too. */
    private boolean foundAllFilled(int taken, int queuedBefore, boolean ready) {
        int left = queuedBefore - taken;
        return taken > 0 && (left <= 0 || left <= pool.slots().config().reserve() && ready);
    }

    private boolean isReady() {
        return poll.await(device.descriptor(), -1, 0) && poll.firstReadable();
    }

    private BufferSlot receive(long nowNanos) {
        BufferSlot slot = pool.slots().slots()[dequeued.index()];
        slot.filled(dequeued, nowNanos);
        pool.starvation().dequeued(nowNanos);
        pool.ledger().received().add(slot.bytesUsed());
        slot.lossBefore(Loss.sum(missing, lostByDriver(slot)));
        missing = null;
        return slot;
    }

    private @Nullable Loss lostByDriver(BufferSlot slot) {
        boolean gap = !slot.takeFollowsOn() && !device.tellsOverflows();
        long told = device.overflows();
        gap |= told != overflows;
        overflows = told;
        if (!gap) {
            return null;
        }
        pool.ledger().kernelGap();
        return Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN);
    }

    private void dropExcess() {
        boolean oldest = pool.slots().config().overload() == OverloadPolicy.DROP_OLDEST;
        while (outBuffers() > pool.lendableBuffers() && !filled.isEmpty()) {
            BufferSlot victim = oldest ? filled.removeFirst() : filled.removeLast();
            pool.ledger().dropped().add(victim.bytesUsed());
            missBefore(oldest ? filled.peekFirst() : null, victim);
            pool.putBack(victim, BufferSlot.State.FILLED);
        }
    }

    /** What is missing before a dropped buffer, and that itself, is missing before the one that follows it. */
    private void missBefore(@Nullable BufferSlot next, BufferSlot dropped) {
        Loss loss = Loss.sum(dropped.lossBefore(), Loss.of(Loss.Account.POLICY, dropped.bytesUsed()));
        if (next == null) {
            missing = loss;
        } else {
            next.lossBefore(Loss.sum(loss, next.lossBefore()));
        }
    }

    /**
     * Lends the buffer that has waited longest.
     *
     * @return the buffer, the caller's to release; null if none is filled or the pool is closed
     */
    public @Nullable ByteBuf lend() {
        signalReturned();
        BufferSlot slot = pool.isClosed() ? null : filled.pollFirst();
        if (slot == null) {
            return null;
        }
        pool.ledger().delivered().add(slot.bytesUsed());
        lendNanos = System.nanoTime();
        signalling = true;
        return pool.lend(slot, lendNanos);
    }

    /** The thread is back from what it did with the buffer that was lent last. */
    private void signalReturned() {
        if (signalling) {
            signalling = false;
            long now = System.nanoTime();
            pool.reporter().signalled(now, now - lendNanos);
        }
    }

    /** A lent buffer has come home: whoever waits for that is told. Called on any thread. */
    void cameHome() {
        if (full) {
            wakeUp();
        }
    }

    /** Ends the wait under way, or the next, and tells the listener. */
    public void wakeUp() {
        wakeUp.wakeUp();
        listener.run();
    }

    /**
     * Announces that {@link #close()} follows soon on the drain's own thread, so that a successor may queue up. A drain
     * that has not started has nothing to stop, and ends with its predecessor.
     */
    public void cancel() {
        cancelled = true;
        wakeUp();
        endUnlessStarted();
    }

    private boolean endUnlessStarted() {
        if (!phase.compareAndSet(Phase.NEW, Phase.OVER)) {
            return false;
        }
        BufferDrain previous = predecessor;
        if (previous == null) {
            end();
        } else {
            previous.ended.thenRun(this::end);
        }
        return true;
    }

    /**
     * Tells whether {@link #cancel()} has been called.
     *
     * @return whether the end is near
     */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Tells whether the pool is closed.
     *
     * @return whether nothing more will be lent
     */
    public boolean isPoolClosed() {
        return pool.isClosed();
    }

    boolean hasEnded() {
        return ended.isDone();
    }

    /**
     * Stops the filter and gives back what was collected and not lent. Buffers that are lent stay lent.
     *
     * <p>A filter that cannot be stopped, since its device is gone, is left as it is.
     */
    @Override
    public void close() {
        cancelled = true;
        if (endUnlessStarted() || !phase.compareAndSet(Phase.STARTED, Phase.OVER)) {
            return;
        }
        signalReturned();
        pool.starvation().stop(System.nanoTime());
        try {
            device.stop();
        } catch (ErrnoException e) {
            // the device is gone, and so is its filter
        }
        while (!filled.isEmpty()) {
            discard(filled.removeFirst());
        }
        thread = null;
        end();
    }

    private void end() {
        wakeUp.close();
        // the pool remembers its last drain, which is not to keep a subscriber alive (Reactive Streams 3.13)
        listener = () -> {};
        predecessor = null;
        ended.complete(null);
        pool.letGo();
    }

    private void discard(BufferSlot slot) {
        pool.ledger().discarded().add(slot.bytesUsed());
        pool.putBack(slot, BufferSlot.State.FILLED);
    }
}
