// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to take filled buffers from a pool's driver and to lend them: what a subscription runs on, in the
 * event loop of its thread.
 *
 * <pre>
 *   drain = pool.drain(listener);
 *   drain.start(filter);
 *   at the start, when the listener is told, and after each of the following:
 *       while (demand &amp;&amp; (buffer = drain.lend()) != null) ...
 *       wait for drain.descriptor() only while drain.mayCollect()
 *   when the descriptor is readable or in error:
 *       if (drain.collect() == 0) drain.look();
 *   once what there is demand for is lent:
 *       drain.throwFailure();         // collect() keeps an error until what it took before it is lent
 *   twice a second:
 *       drain.look();
 *   drain.close();                    // stop the filter, requeue what was not lent
 * </pre>
 *
 * <p>{@link BlockingReader} is such a loop for a thread that has nothing else to wait for.
 * <p><b>Threading:</b> {@link #cancel()} from any thread; everything else on one thread.
 */
public final class BufferDrain implements AutoCloseable {

    /** How often to look for what no descriptor tells. */
    private static final long LOOK_NANOS = 500_000_000;

    /** With so few buffers, the one that has just been queued is the last or the only one when the driver is next asked. */
    private static final int LOOKED_AT_TWICE = 2;

    private final DmxBufferPool pool;
    private final DriverQueue queue;
    private final DrainSuccession.Turn turn;
    private volatile Runnable listener;
    private final Backlog backlog;
    private final SignalWatch watch;
    private volatile boolean full;
    private volatile @Nullable ErrnoException failure;
    private long lookNanos;

    BufferDrain(DmxBufferPool pool, @Nullable BufferDrain predecessor, Runnable listener) {
        this.pool = pool;
        this.listener = listener;
        queue = pool.queue();
        backlog = new Backlog(pool, queue);
        watch = new SignalWatch(pool.device(), queue.reporter(), pool.ledger().starved());
        turn = new DrainSuccession.Turn(predecessor, this::over);
    }

    DrainSuccession.Turn turn() {
        return turn;
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
        if (!turn.begin()) {
            return false;
        }
        failure = null;
        discardStale();
        queue.queueRefused();
        for (BufferSlot slot : queue.slots()) {
            if (slot.state() == BufferSlot.State.IDLE) {
                pool.putBack(slot);
            }
        }
        throwFailure();
        lookNanos = System.nanoTime();
        queue.start(filter);
        watch.begin();
        return true;
    }

    private void discardStale() {
        while (pool.device().isStreaming()) {
            BufferSlot slot = queue.dequeue();
            if (slot == null) {
                return;
            }
            discard(slot);
        }
    }

    /**
     * Tells whether there is no predecessor left to wait for. The listener is told when that is so.
     *
     * @return whether {@link #start} goes ahead at once
     */
    public boolean isMyTurn() {
        return turn.isDue();
    }

    /**
     * Returns what to wait on, while {@link #mayCollect}.
     *
     * @return a descriptor that polls readable, or in error, when {@link #collect} is worth a try
     */
    public int descriptor() {
        return pool.device().descriptor();
    }

    /**
     * Tells whether {@link #collect} may take anything. Where not, since every buffer is out or the policy is to leave
     * the rest with the kernel, the listener is told when one comes home.
     *
     * @return whether to wait for the driver
     */
    public boolean mayCollect() {
        queue.reporter().signalReturned();
        full = true; // before looking: a buffer that comes home after the look is then told
        full = !hasRoom();
        if (queue.slots().length <= LOOKED_AT_TWICE) {
            queue.observe();
        }
        return !full;
    }

    private boolean hasRoom() {
        boolean hold = queue.config().overload() == OverloadPolicy.HOLD;
        return outBuffers() < (hold ? queue.lendable() : queue.slots().length);
    }

    /**
     * Looks for what no descriptor tells: whether the driver is still there, since an unplugged one wakes no thread, whether
     * it takes buffers that it has refused, and whether lent ones come home. To be called about twice a second.
     *
     * @throws ErrnoException if the device is gone, or takes back so few buffers that none can be lent
     */
    public void look() {
        queue.queueRefused();
        throwFailure();
        lookAtLendings(System.nanoTime());
        pool.device().requirePresent();
    }

    private void lookAtLendings(long nowNanos) {
        lookNanos = nowNanos;
        queue.reporter().look(queue, pool.lentBuffers().count());
    }

    private int outBuffers() {
        return backlog.size() + pool.lentBuffers().count();
    }

    /** The device takes no buffers any more. On any thread. */
    void fail(ErrnoException cause) {
        failure = cause;
        tell();
    }

    /**
     * Fails if the device is gone, or takes back so few buffers that none can be lent.
     *
     * @throws ErrnoException of the requeue that failed, on any thread
     */
    public void throwFailure() {
        ErrnoException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * Takes from the driver what is ready, as far as there is room for it among the buffers that may be out. While demand
     * lags, takes all, each buffer once, and drops by the pool's policy what exceeds it: so a backlog that is about to be
     * lent is not dropped, and one without demand is.
     *
     * @return buffers taken, also if a call fails after that: {@link #throwFailure} then throws the error
     * @throws ErrnoException if a call fails before any is taken
     */
    public int collect() {
        int queuedBefore = queue.queuedBuffers();
        backlog.visit();
        int room = queue.lendable() - outBuffers();
        int most = room > 0 && !backlog.lags() ? room : queue.slots().length;
        int taken = 0;
        long moment = queue.moment();
        while (taken < most && hasRoom()) {
            BufferSlot slot = dequeueAfter(taken);
            if (slot == null) {
                break;
            }
            backlog.add(slot);
            taken++;
            moment = queue.moment();
        }
        boolean ready = false;
        if (taken == most || !hasRoom()) {
            ready = queue.observe();
        } else if (failure == null) {
            queue.nothingReady(moment);
        }
        backlog.visited(ready ? taken + 1 : taken);
        long now = System.nanoTime();
        queue.visited(taken, queuedBefore, ready, now);
        if (now - lookNanos > LOOK_NANOS) {
            lookAtLendings(now);
        }
        return taken;
    }

    /** Dequeues; keeps an error that comes after good buffers, so that they are not lost with it. */
    private @Nullable BufferSlot dequeueAfter(int taken) {
        try {
            return queue.dequeue();
        } catch (ErrnoException e) {
            if (taken == 0) {
                throw e;
            }
            failure = e;
            return null;
        }
    }

    /**
     * Lends the buffer that has waited longest.
     *
     * @return the buffer, the caller's to release; null if none is filled or the pool is closed
     */
    public @Nullable ByteBuf lend() {
        queue.reporter().signalReturned();
        BufferSlot slot = pool.isClosed() ? null : backlog.poll();
        if (slot == null) {
            return null;
        }
        long now = System.nanoTime();
        queue.reporter().signalling(now);
        return pool.lentBuffers().lend(slot, now);
    }

    /** A lent buffer has come home: tells the listener if that is waited for. Called on any thread. */
    void cameHome() {
        if (full) {
            tell();
        }
    }

    /** Tells the listener that there is something to look at. */
    void tell() {
        listener.run();
    }

    /**
     * Announces that {@link #close()} follows soon on the drain's own thread, so that a successor may queue up. A drain
     * that has not started has nothing to stop: it ends at once, and its successor follows the drain before it.
     */
    public void cancel() {
        turn.announceEnd();
        tell();
        turn.withdraw();
    }

    /**
     * Tells whether {@link #cancel()} has been called.
     *
     * @return whether the end is near
     */
    public boolean isCancelled() {
        return turn.isEndAnnounced();
    }

    /**
     * Tells whether the pool is closed.
     *
     * @return whether nothing more will be lent
     */
    public boolean isPoolClosed() {
        return pool.isClosed();
    }

    /**
     * Stops the filter and gives back what has arrived and was not lent. Buffers that are lent stay lent.
     *
     * <p>A filter that cannot be stopped, since its device is gone, is left as it is. What else the device throws is thrown
     * once the drain has ended.
     */
    @Override
    public void close() {
        if (!turn.finish()) {
            return;
        }
        try {
            watch.end();
            queue.reporter().signalReturned();
            queue.stop();
        } finally {
            discardRest();
        }
    }

    private void discardRest() {
        try {
            takeRest();
            for (BufferSlot slot = backlog.poll(); slot != null; slot = backlog.poll()) {
                discard(slot);
            }
        } finally {
            turn.end();
        }
    }

    /** Takes what is ready, which also shows whether the driver had a buffer to fill until the end. */
    private void takeRest() {
        int queuedBefore = queue.queuedBuffers();
        int taken = 0;
        try {
            while (taken < queuedBefore && queue.observe()) {
                BufferSlot slot = queue.dequeue();
                if (slot == null) {
                    break;
                }
                discard(slot);
                taken++;
            }
        } catch (ErrnoException | IllegalStateException e) {
            // the device is gone, or was closed under the pool, with what it had
        }
        queue.visited(taken, queuedBefore, false, System.nanoTime());
    }

    private void over() {
        // the pool remembers its last drain, which is not to keep a subscriber alive (Reactive Streams 3.13)
        listener = () -> {};
        pool.letGo();
    }

    private void discard(BufferSlot slot) {
        pool.putBack(slot, pool.ledger().discarded());
    }
}
