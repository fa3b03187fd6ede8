// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.WakeUp;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes buffers from a pool on a thread of one's own that waits for them: {@link BufferDrain} for users without Reactor and
 * without an event loop.
 *
 * <pre>
 *   try (BlockingReader reader = BlockingReader.open(pool, filter)) {
 *       while (...) {
 *           ByteBuf buffer = reader.next(nanos);   // null: nothing came, wakeUp(), or the pool is closed
 *           ... buffer.release();
 *       }
 *   }
 * </pre>
 *
 * <p><b>Ownership:</b> a buffer is the caller's to release, on any thread, also after {@link #close}.
 * <p><b>Threading:</b> {@link #wakeUp} from any thread; the rest on the thread that opened it.
 */
public final class BlockingReader implements AutoCloseable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final DmxBufferPool pool;
    private final WakeUp wakeUp = new WakeUp();
    private final BufferDrain drain;
    private final long lookNanos;
    private volatile boolean woken;
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
     * @return the buffer; null if none came in time, or after {@link #wakeUp}, or once the pool is closed
     * @throws ErrnoException if the device is gone, or takes back so few buffers that none can be lent
     */
    public @Nullable ByteBuf next(long timeoutNanos) {
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
        return !woken && !pool.isClosed();
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

    /** Stops the filter. Buffers that are lent stay lent. */
    @Override
    public void close() {
        drain.close();
        wakeUp.close();
    }
}
