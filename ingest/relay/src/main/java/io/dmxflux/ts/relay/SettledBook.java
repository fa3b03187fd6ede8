// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Reads a book while the data moves. Its accounts are counted one by one, so a reading that does not balance is of a buffer
 * on its way from one account to the next: it is read again until it balances, for at most {@value #LONGEST_MILLIS} ms. What
 * never balances is believed from then on, so that a defect does not make every reading slow.
 *
 * <p><b>Threading:</b> any but an event loop's, which would wait for itself.
 */
final class SettledBook<B> {

    private static final long LONGEST_MILLIS = 250;
    private static final long FIRST_WAIT_NANOS = 20_000;
    private static final long LONGEST_WAIT_NANOS = 1_000_000;

    private final ToLongFunction<B> imbalance;

    /** What it is out by when it is read for long enough. */
    private volatile long believed;

    SettledBook(ToLongFunction<B> imbalance) {
        this.imbalance = imbalance;
    }

    /** Reads it, by reading all of its accounts as often as that takes. */
    B read(Supplier<B> reading) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
        long wait = FIRST_WAIT_NANOS;
        B book = reading.get();
        while (!isBelievable(book)) {
            if (System.nanoTime() - deadline > 0) {
                believed = imbalance.applyAsLong(book);
                return book;
            }
            LockSupport.parkNanos(wait);
            wait = Math.min(LONGEST_WAIT_NANOS, wait + wait / 4);
            book = reading.get();
        }
        return book;
    }

    private boolean isBelievable(B book) {
        long out = imbalance.applyAsLong(book);
        return out == 0 || out == believed;
    }
}
