// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The books of what has ended, for as long as the process lives: still read while something of it may be on its way, and
 * added up by name after that, so that however often something ends and comes back, one book is kept.
 *
 * <p><b>Threading:</b> any.
 *
 * @param <B> a book
 */
public final class PastBooks<B> {

    /** So long after its end a book is read on, whatever it says. */
    private static final long READ_ON_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Function<B, String> name;
    private final Predicate<B> isSettled;
    private final BinaryOperator<B> plus;
    private final LongSupplier clock;
    private final Map<String, B> added = new LinkedHashMap<>();
    private final List<Ended<B>> ended = new ArrayList<>();

    private record Ended<B>(Supplier<B> book, long sinceNanos) {}

    /**
     * Books of nothing yet.
     *
     * @param name of the book's subject
     * @param isSettled tells whether nothing is queued and it balances
     * @param plus adds two books of one subject
     * @param clock in nanoseconds
     */
    public PastBooks(Function<B, String> name, Predicate<B> isSettled, BinaryOperator<B> plus, LongSupplier clock) {
        this.clock = clock;
        this.name = name;
        this.isSettled = isSettled;
        this.plus = plus;
    }

    /**
     * Takes over the book of what has ended, or is about to.
     *
     * @param book reads it
     */
    public synchronized void add(Supplier<B> book) {
        ended.removeIf(this::isAdded);
        ended.add(new Ended<>(book, clock.getAsLong()));
    }

    private boolean isAdded(Ended<B> one) {
        if (clock.getAsLong() - one.sinceNanos < READ_ON_NANOS) {
            return false;
        }
        B book = one.book.get();
        boolean settled = isSettled.test(book);
        if (settled) {
            added.merge(name.apply(book), book, plus);
        }
        return settled;
    }

    /**
     * Adds a book to what has ended under its name.
     *
     * @param now the book of what has not ended
     * @return both
     */
    public B plus(B now) {
        return all().stream()
                .map(Supplier::get)
                .filter(past -> name.apply(past).equals(name.apply(now)))
                .reduce(plus)
                .map(past -> plus.apply(past, now))
                .orElse(now);
    }

    /**
     * Returns the books, to be read without a lock.
     *
     * @return a list of the caller's; several may be of one subject
     */
    public synchronized List<Supplier<B>> all() {
        List<Supplier<B>> all = new ArrayList<>();
        if (!ended.isEmpty()) {
            ended.removeIf(this::isAdded);
        }
        added.values().forEach(book -> all.add(() -> book));
        ended.forEach(one -> all.add(one.book));
        return all;
    }
}
