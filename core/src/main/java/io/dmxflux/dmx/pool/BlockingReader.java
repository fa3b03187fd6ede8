// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.WakeUp;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes buffers from a pool on a thread of one's own that waits for them: {@link BufferDrain} for users without Reactor and
 * without an event loop.
 *
 * <pre>
 *   try (BlockingReader reader = BlockingReader.open(pool, filter)) {
 *       while (...) {
 *           ByteBuf buffer = reader.next(Duration.ofSeconds(1));   // null: nothing came, wakeUp(), or reader or pool was closed
 *           ... buffer.release();
 *       }
 *   }
 * </pre>
 *
 * <p><b>Ownership:</b> a buffer is the caller's to release, on any thread, also after {@link #close}.
 * <p><b>Threading:</b> {@link #next} on one thread at a time; a second one is refused. The rest from any thread, also the
 * close of the pool, which ends the reader as well.
 * <p><b>Interrupts:</b> not heeded, and left as they are, since a call to the driver is not cut short: {@link #wakeUp} or {@link
 * #close} from another thread ends a wait.
 * <p><b>Again:</b> once it is closed, or has failed, another reader can be opened on the pool, unless that is closed.
 * <p><b>Errors:</b> {@link IllegalStateException} from {@link #next} once the reader is closed, or the pool is and a
 * {@code null} has told so.
 */
public final class BlockingReader implements AutoCloseable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private enum Use {
        /** Its filter is being started. */
        OPENING,
        NONE,
        /** A thread is in {@link #next}. */
        READING,
        /** It is to end the drain, since the reader has been closed meanwhile. */
        CLOSING,
        /** The pool has been closed, and so the drain has ended. */
        POOL_CLOSED,
        CLOSED
    }

    private final DmxBufferPool pool;
    private final WakeUp wakeUp = new WakeUp();
    private final BufferDrain drain;
    private final long lookNanos;
    private final AtomicReference<Use> use = new AtomicReference<>(Use.OPENING);
    private volatile boolean woken;
    private boolean toldPoolClosed;
    private long lookedNanos = System.nanoTime();

    private BlockingReader(DmxBufferPool pool, long lookNanos) {
        this.pool = pool;
        this.lookNanos = lookNanos;
        drain = drainOrClose(pool, this::look, wakeUp);
    }

    private static BufferDrain drainOrClose(DmxBufferPool pool, Runnable listener, WakeUp wakeUp) {
        try {
            return pool.drain(listener);
        } catch (RuntimeException e) {
            wakeUp.close();
            throw e;
        }
    }

    /**
     * Starts a filter.
     *
     * @param pool whose buffers
     * @param filter which packets to receive
     * @return the reader, the caller's to close
     * @throws IllegalStateException if the pool has a subscriber already, or is closed
     * @throws ErrnoException if a call fails
     */
    public static BlockingReader open(DmxBufferPool pool, PesFilter filter) {
        return open(pool, filter, LOOK_NANOS);
    }

    /** The same, calling {@link BufferDrain#look} as often as said. */
    static BlockingReader open(DmxBufferPool pool, PesFilter filter, long lookNanos) {
        Check.given(filter, "filter");
        BlockingReader reader = new BlockingReader(Check.given(pool, "pool"), lookNanos);
        try {
            reader.drain.start(filter);
            reader.leave(Use.OPENING);
            return reader;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /**
     * Takes the next buffer. Where the pool has lent all that it may, and its policy is to leave the rest with the kernel,
     * waits for one to come home first.
     *
     * @param timeout how long to wait at most; zero to take what is there
     * @return the buffer; null if none came in time, after {@link #wakeUp} or {@link #close}, and once after the pool was
     *     closed
     * @throws ErrnoException if the device is gone, or takes back so few buffers that none can be lent; what was taken
     *     before the failure is returned first
     * @throws IllegalStateException if another thread is in this method, or nothing more can come: the reader is closed, or
     *     the pool is and a null has told so
     */
    public @Nullable ByteBuf next(Duration timeout) {
        long timeoutNanos = Check.nanos(timeout, "timeout");
        if (!enter()) {
            toldPoolClosed = true;
            return null;
        }
        try {
            ByteBuf next = take(timeoutNanos);
            toldPoolClosed = next == null && pool.isClosed();
            return next;
        } finally {
            leave(Use.READING);
        }
    }

    /** Tells false if the pool has been closed, and no null has told so yet. */
    private boolean enter() {
        Use before = use.compareAndExchange(Use.NONE, Use.READING);
        if (before == Use.NONE) {
            drain.turn().enter();
            return true;
        }
        if (before == Use.POOL_CLOSED && !toldPoolClosed) {
            return false;
        }
        throw new IllegalStateException(pool.path()
                + (before == Use.READING
                        ? ": next() on a second thread (expected: one at a time)"
                        : before == Use.POOL_CLOSED
                                ? ": pool closed (expected: open)"
                                : ": reader closed (expected: open)"));
    }

    /** Between two calls no thread is the reader's, and the pool's end is that of the drain. */
    private void leave(Use from) {
        drain.turn().leave();
        if (use.compareAndSet(from, Use.NONE)) {
            endWithPool();
        } else {
            end();
        }
    }

    /** What the drain's listener does, on any thread. */
    private void look() {
        wakeUp.wakeUp();
        endWithPool();
    }

    /** A thread that is in {@link #next} sees the pool's end itself, and one that is not may never come back. */
    private void endWithPool() {
        if (pool.isClosed() && use.compareAndSet(Use.NONE, Use.POOL_CLOSED)) {
            endDrain();
        }
    }

    private @Nullable ByteBuf take(long timeoutNanos) {
        long startNanos = System.nanoTime();
        ByteBuf next = drain.lend();
        for (long left = timeoutNanos; next == null && goesOn(); left = timeoutNanos - passedSince(startNanos)) {
            collect(Math.max(0, Math.min(left, lookNanos)));
            next = drain.lend();
            if (left <= 0) {
                break;
            }
        }
        woken &= next != null;
        return next;
    }

    private boolean goesOn() {
        return !woken && !pool.isClosed() && use.get() == Use.READING;
    }

    private void collect(long waitNanos) {
        drain.throwFailure();
        Readiness readiness = drain.mayCollect() ? pool.device().await(wakeUp, waitNanos) : wakeUp.await(waitNanos);
        if (readiness == Readiness.READY) {
            drain.collect();
        }
        if (passedSince(lookedNanos) >= lookNanos) {
            lookedNanos = System.nanoTime();
            drain.look();
        }
    }

    private static long passedSince(long nanos) {
        return System.nanoTime() - nanos;
    }

    /** Has the {@link #next} under way, or the next that would wait, return. */
    public void wakeUp() {
        woken = true;
        wakeUp.wakeUp();
    }

    /**
     * Tells whether nothing more will come.
     *
     * @return whether the reader or its pool is closed
     */
    public boolean isClosed() {
        return use.get() == Use.CLOSING || use.get() == Use.CLOSED || pool.isClosed();
    }

    /**
     * Stops the filter. Buffers that are lent stay lent. A {@link #next} under way on another thread returns null, and stops
     * the filter when it does. A second call does nothing.
     */
    @Override
    public void close() {
        Use before = use.getAndUpdate(now -> now == Use.READING || now == Use.CLOSING ? Use.CLOSING : Use.CLOSED);
        if (before == Use.NONE || before == Use.OPENING) {
            endDrain();
        } else if (before == Use.READING) {
            drain.cancel();
        }
    }

    private void end() {
        use.set(Use.CLOSED);
        endDrain();
    }

    private void endDrain() {
        try {
            drain.close();
        } finally {
            wakeUp.close();
        }
    }
}
