// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.sys.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * The drains of a pool: one is in use at a time, and one that follows it waits until it has ended.
 *
 * <p><b>Threading:</b> {@link #follow} under the pool's lock; everything else from any thread.
 */
final class DrainSuccession {

    private volatile @Nullable BufferDrain newest;

    /**
     * Makes the next drain.
     *
     * @throws IllegalStateException if the one in use is not cancelled
     */
    BufferDrain follow(DmxBufferPool pool, Runnable listener) {
        BufferDrain previous = newest;
        if (previous != null && previous.isCancelled() && previous.withdraw()) {
            previous = previous.predecessor();
        }
        if (previous != null && !previous.isCancelled()) {
            throw new IllegalStateException(pool.path()
                    + ": already subscribed (expected: one subscriber at a time; tee() one Flux among several)");
        }
        BufferDrain next = new BufferDrain(pool, previous, listener);
        newest = next;
        return next;
    }

    /** Returns the drain in use or to come: one that was withdrawn leaves it to the one before it. */
    private @Nullable BufferDrain current() {
        BufferDrain last = newest;
        return last != null && last.isWithdrawn() ? last.predecessor() : last;
    }

    /** Tells whether a drain is in use or to come. */
    boolean isDraining() {
        BufferDrain current = current();
        return current != null && !current.hasEnded();
    }

    /** Tells whether the end of the drain in use is announced, and another thread's to bring about. */
    boolean endsWithoutThisThread() {
        BufferDrain current = current();
        return current != null && current.endsWithoutThisThread();
    }

    /** Waits for the end of the drain in use if it is near, and not this thread's to bring about. */
    void awaitEndIfCancelled() {
        BufferDrain current = current();
        if (current != null) {
            current.awaitEndIfCancelled();
        }
    }

    boolean isOnThisThread() {
        BufferDrain current = current();
        return current != null && current.isOnItsThread();
    }

    /** Has the drain look at its pool: that is closed, or its predecessor has ended. */
    void tell() {
        BufferDrain current = current();
        if (current != null) {
            current.tell();
        }
    }

    /** A lent buffer has come home. */
    void cameHome() {
        BufferDrain current = current();
        if (current != null) {
            current.cameHome();
        }
    }

    /** The driver takes no buffers any more. */
    void fail(ErrnoException cause) {
        BufferDrain current = current();
        if (current != null) {
            current.fail(cause);
        }
    }
}
