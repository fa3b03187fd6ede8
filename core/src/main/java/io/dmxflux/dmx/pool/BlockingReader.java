// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.WakeUp;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
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
 *           ByteBuf buffer = reader.next(nanos);   // null: nothing came, wakeUp(), or reader or pool was closed
 *           ... buffer.release();
 *       }
 *   }
 * </pre>
 *
 * <p><b>Ownership:</b> a buffer is the caller's to release, on any thread, also after {@link #close}.
 * <p><b>Threading:</b> {@link #next} on one thread at a time; a second one is refused. The rest from any thread.
 * <p><b>Errors:</b> {@link IllegalStateException} from {@link #next} once the reader is closed, or the pool is and a
 * {@code null} has told so.
 */
public final class BlockingReader implements AutoCloseable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private enum Use {
        NONE,
        /** A thread is in {@link #next}. */
        READING,
        /** It is to end the drain, since the reader has been closed meanwhile. */
        CLOSING,
        CLOSED
    }

    private final DmxBufferPool pool;
    private final WakeUp wakeUp = new WakeUp();
    private final BufferDrain drain;
    private final long lookNanos;
    private final AtomicReference<Use> use = new AtomicReference<>(Use.NONE);
    private volatile boolean woken;
    private boolean toldPoolClosed;
    private long lookedNanos = System.nanoTime();

    private BlockingReader(DmxBufferPool pool, long lookNanos) {
        this.pool = pool;
        this.lookNanos = lookNanos;
        drain = drainOrClose(pool, wakeUp);
    }

    private static BufferDrain drainOrClose(DmxBufferPool pool, WakeUp wakeUp) {
        try {
            return pool.drain(wakeUp::wakeUp);
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
        BlockingReader reader = new BlockingReader(pool, lookNanos);
        try {
            reader.drain.start(filter);
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
     * @param timeoutNanos how long to wait at most; 0 to take what is there
     * @return the buffer; null if none came in time, after {@link #wakeUp} or {@link #close}, and once after the pool was
     *     closed
     * @throws ErrnoException if the device is gone, or takes back so few buffers that none can be lent; what was taken
     *     before the failure is returned first
     * @throws IllegalStateException if another thread is in this method, or nothing more can come: the reader is closed, or
     *     the pool is and a null has told so
     */
    public @Nullable ByteBuf next(long timeoutNanos) {
        enter();
        try {
            ByteBuf next = take(timeoutNanos);
            toldPoolClosed = next == null && pool.isClosed();
            return next;
        } finally {
            leave();
        }
    }

    private void enter() {
        Use before = use.compareAndExchange(Use.NONE, Use.READING);
        if (before != Use.NONE) {
            throw new IllegalStateException(pool.path()
                    + (before == Use.READING
                            ? ": next() on a second thread (expected: one at a time)"
                            : ": reader closed (expected: open)"));
        }
        if (toldPoolClosed) {
            leave();
            throw new IllegalStateException(pool.path() + ": pool closed (expected: open)");
        }
    }

    private void leave() {
        if (!use.compareAndSet(Use.READING, Use.NONE)) {
            end();
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
        Use before = use.getAndUpdate(now -> now == Use.NONE ? Use.CLOSED : now == Use.READING ? Use.CLOSING : now);
        if (before == Use.NONE) {
            end();
        } else if (before == Use.READING) {
            drain.cancel();
        }
    }

    private void end() {
        use.set(Use.CLOSED);
        try {
            drain.close();
        } finally {
            wakeUp.close();
        }
    }
}
