// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

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
 * </pre>
 *
 * <p><b>Cost:</b> two atomic increments for each move, no object, and a move never waits. A reader reads again, until no move
 * was under way.
 * <p><b>Threading:</b> any; moves of several threads may overlap. A move must be short, and must not read.
 */
public final class BookMoves {

    private static final int SPINS = 100;
    private static final long WAIT_NANOS = 20_000;

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /** None so far. */
    public BookMoves() {}

    /** A move begins. */
    public void begin() {
        begun.incrementAndGet();
    }

    /** It is over. */
    public void end() {
        ended.incrementAndGet();
    }

    /**
     * Reads while nothing moves.
     *
     * @param reading reads the accounts; may be called several times
     * @param <T> a book
     * @return what was read when nothing moved
     */
    public <T> T read(Supplier<T> reading) {
        for (int tries = 1; ; tries++) {
            long before = ended.get(); // first: a move that begins and ends in between then shows
            if (begun.get() == before) {
                T read = reading.get();
                if (begun.get() == before) {
                    return read;
                }
            }
            if (tries % SPINS == 0) {
                LockSupport.parkNanos(WAIT_NANOS); // a thread that moves has lost its processor
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
