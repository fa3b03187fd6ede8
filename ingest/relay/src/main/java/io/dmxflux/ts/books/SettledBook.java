// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Reads a book while the data moves. Its accounts are counted one by one, so a reading that does not balance is of a buffer
 * on its way from one account to the next: it is read again until it balances, for at most {@value #LONGEST_MILLIS} ms. What
 * did not balance the last time is read again for {@value #SHORTER_MILLIS} ms, so that a defect does not make every reading slow.
 *
 * <p><b>Threading:</b> any but an event loop's, which would wait for itself.
 *
 * @param <B> a book
 */
public final class SettledBook<B> {

    private static final long LONGEST_MILLIS = 250;
    private static final long SHORTER_MILLIS = 10;
    private static final long FIRST_WAIT_NANOS = 20_000;
    private static final long LONGEST_WAIT_NANOS = 1_000_000;

    private final ToLongFunction<B> imbalance;

    private volatile boolean isOut;

    /**
     * Of a book that has not been read.
     *
     * @param imbalance the bytes that its accounts do not explain
     */
    public SettledBook(ToLongFunction<B> imbalance) {
        this.imbalance = imbalance;
    }

    /**
     * Reads it, by reading all of its accounts as often as that takes.
     *
     * @param reading reads them once
     * @return the book, which balances unless there is a defect
     */
    public B read(Supplier<B> reading) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(isOut ? SHORTER_MILLIS : LONGEST_MILLIS);
        long wait = FIRST_WAIT_NANOS;
        B book = reading.get();
        while (imbalance.applyAsLong(book) != 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(wait);
            wait = Math.min(LONGEST_WAIT_NANOS, wait + wait / 4);
            book = reading.get();
        }
        isOut = imbalance.applyAsLong(book) != 0;
        return book;
    }
}
