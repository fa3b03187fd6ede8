// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Has a book read only between two moves of its bytes, so that they are never missing, or counted twice, in a snapshot.
 * <pre>
 *   moves.begin();
 *   try {
 *       ... from one account, or what is held, to another
 *   } finally {
 *       moves.end();
 *   }
 *   return moves.read(() -&gt; new MyBook(came.entry(), sent.entry(), heldBytes));     // on any thread, at any time
 * </pre>
 *
 * <p><b>Cost:</b> two atomic increments for each move, no object, and a move never waits. A reader reads again, until no move
 * was under way.
 * <p><b>Threading:</b> any; moves of several threads may overlap. A move must be short: the accounts alone, and never a
 * listener or an {@code onNext}, within which somebody may read.
 * <p><b>Errors:</b> an {@link IllegalStateException} for an end without a begin, as far as no other move is under way, and
 * for a read during a move that does not end: seconds of waiting in which none began or ended.
 */
public final class BookMoves {

    private static final int SPINS = 100;
    private static final long WAIT_NANOS = 20_000;

    /** What is longer was not a wait: the process was stopped, or had no processor. */
    private static final long MOST_OF_A_WAIT_NANOS = 1_000_000;

    /** For one move, in which nothing may wait. */
    private static final long MOST_WAITING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final long mostWaitingNanos;

    /** None so far. */
    public BookMoves() {
        this(MOST_WAITING_NANOS);
    }

    /** The same, for readers that wait so long for one move. */
    BookMoves(long mostWaitingNanos) {
        this.mostWaitingNanos = mostWaitingNanos;
    }

    /** A move begins. */
    public void begin() {
        begun.incrementAndGet();
    }

    /**
     * It is over.
     *
     * @throws IllegalStateException if none has begun
     */
    public void end() {
        long before = ended.get(); // first: the caller's move has not ended, so that is less than what has begun
        while (before < begun.get()) {
            if (ended.compareAndSet(before, before + 1)) {
                return;
            }
            before = ended.get();
        }
        throw new IllegalStateException("end(): no move has begun (expected: one end() for each begin())");
    }

    /**
     * Reads while nothing moves.
     *
     * @param reading reads the accounts; may be called several times
     * @param <T> a book
     * @return what was read when nothing moved
     * @throws IllegalStateException if a move does not end
     */
    public <T> T read(Supplier<T> reading) {
        long seen = -1;
        long lastNanos = 0;
        long waitedNanos = 0;
        for (int tries = 1; ; tries++) {
            long before = ended.get(); // first: a move that begins and ends in between then shows
            long after = begun.get();
            if (after == before) {
                T read = reading.get();
                after = begun.get();
                if (after == before) {
                    return read;
                }
            }
            if (tries % SPINS != 0) {
                Thread.onSpinWait();
                continue;
            }
            long now = System.nanoTime();
            waitedNanos = before + after == seen ? waitedNanos + Math.min(now - lastNanos, MOST_OF_A_WAIT_NANOS) : 0;
            seen = before + after;
            lastNanos = now;
            if (waitedNanos > mostWaitingNanos) {
                throw new IllegalStateException("read(): of " + after + " moves only " + before
                        + " have ended (expected: end() in a finally block, and no read() within a move)");
            }
            LockSupport.parkNanos(WAIT_NANOS); // a thread that moves has lost its processor
        }
    }
}
