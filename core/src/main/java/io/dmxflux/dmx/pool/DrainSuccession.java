// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.sys.ErrnoException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The drains of a pool: one is in use at a time, and one that follows it waits until it has ended.
 *
 * <p><b>Threading:</b> {@link #follow} under the pool's lock; everything else from any thread.
 */
final class DrainSuccession {

    private volatile @Nullable BufferDrain newest;

    /**
     * When a drain begins and ends.
     *
     * <p><b>Threading:</b> {@link #begin} and {@link #finish} on the drain's thread; everything else from any thread.
     */
    static final class Turn {

        private enum Phase {
            NEW,
            STARTED,
            /** Started and ended. */
            OVER,
            /** Ended before it started. */
            WITHDRAWN
        }

        private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final Runnable onEnd;
        private volatile @Nullable BufferDrain predecessor;
        private volatile @Nullable Thread thread;
        private volatile boolean endAnnounced;

        /**
         * A turn that has not begun.
         *
         * @param predecessor the drain that has to end before; null for none
         * @param onEnd run once, when it has ended
         */
        Turn(@Nullable BufferDrain predecessor, Runnable onEnd) {
            this.predecessor = predecessor;
            this.onEnd = onEnd;
        }

        /** Tells whether there is no predecessor left to wait for. */
        boolean isDue() {
            BufferDrain previous = predecessor;
            return previous == null || previous.turn().hasEnded();
        }

        /** Waits for the predecessor, and tells whether it has begun, on this thread; not if it was withdrawn. */
        boolean begin() {
            enter();
            BufferDrain previous = predecessor;
            if (previous != null) {
                previous.turn().ended.join();
            }
            if (!phase.compareAndSet(Phase.NEW, Phase.STARTED)) {
                return false;
            }
            predecessor = null;
            return true;
        }

        /** The calling thread is that of the drain until {@link #leave}, or the end. */
        void enter() {
            thread = Thread.currentThread();
        }

        /** No thread is that of the drain until the next one enters. */
        void leave() {
            thread = null;
        }

        boolean isOnItsThread() {
            return Thread.currentThread() == thread;
        }

        /** Says that {@link #finish} follows soon, on the drain's own thread. */
        void announceEnd() {
            endAnnounced = true;
        }

        boolean isEndAnnounced() {
            return endAnnounced;
        }

        /** Tells whether the end comes without the thread that asks: it is announced, and another thread's to bring about. */
        boolean endsWithoutThisThread() {
            BufferDrain previous = predecessor;
            return endAnnounced
                    && !isOnItsThread()
                    && (previous == null
                            || previous.turn().hasEnded()
                            || previous.turn().endsWithoutThisThread());
        }

        /** Ends it unless it has begun; tells whether it has ended so. */
        boolean withdraw() {
            if (phase.compareAndSet(Phase.NEW, Phase.WITHDRAWN)) {
                end();
            }
            return isWithdrawn();
        }

        boolean isWithdrawn() {
            return phase.get() == Phase.WITHDRAWN;
        }

        /** Tells whether it is the caller's to stop what was started, and to {@link #end} then. */
        boolean finish() {
            endAnnounced = true;
            return !withdraw() && phase.compareAndSet(Phase.STARTED, Phase.OVER);
        }

        void end() {
            thread = null;
            ended.complete(null);
            onEnd.run();
        }

        boolean hasEnded() {
            return ended.isDone();
        }
    }

    /**
     * Makes the next drain.
     *
     * @throws IllegalStateException if the one in use is not cancelled
     */
    BufferDrain follow(DmxBufferPool pool, Runnable listener) {
        BufferDrain previous = newest;
        if (previous != null && previous.isCancelled() && previous.turn().withdraw()) {
            previous = previous.turn().predecessor;
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
        return last != null && last.turn().isWithdrawn() ? last.turn().predecessor : last;
    }

    /** Tells whether a drain is in use or to come. */
    boolean isDraining() {
        BufferDrain current = current();
        return current != null && !current.turn().hasEnded();
    }

    /** Tells whether the end of the drain in use is announced, and another thread's to bring about. */
    boolean endsWithoutThisThread() {
        BufferDrain current = current();
        return current != null && current.turn().endsWithoutThisThread();
    }

    /** Waits for the end of the drain in use if it is near, and not this thread's to bring about. */
    void awaitEndIfCancelled() {
        BufferDrain current = current();
        if (current != null && current.turn().endsWithoutThisThread()) {
            current.turn().ended.join();
        }
    }

    boolean isOnThisThread() {
        BufferDrain current = current();
        return current != null && current.turn().isOnItsThread();
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
