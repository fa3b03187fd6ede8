// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The books of all inputs of a process, those that are open and those that were.
 *
 * @param taken when
 * @param inputs one for each input that there ever was
 */
public record Books(Instant taken, List<InputBook> inputs) {

    /** Copies the list. */
    public Books {
        inputs = List.copyOf(inputs);
    }

    /**
     * Puts books together.
     *
     * @param books read one by one; any number for each input
     * @return one for each, in the order in which they come first
     */
    public static Books of(List<Supplier<InputBook>> books) {
        Map<String, InputBook> all = new LinkedHashMap<>();
        for (Supplier<InputBook> reading : books) {
            InputBook book = reading.get();
            all.merge(book.input(), book, InputBook::plus);
        }
        return new Books(Instant.now(), List.copyOf(all.values()));
    }

    /**
     * Returns the book of one input.
     *
     * @param input its name
     * @return the book
     * @throws IllegalArgumentException if there has been no such input
     */
    public InputBook of(String input) {
        return inputs.stream()
                .filter(book -> book.input().equals(input))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("input: " + input + " (expected: one of "
                        + inputs.stream().map(InputBook::input).toList() + ")"));
    }

    /**
     * Returns the books of a process that ends, in which what is still queued is closed: nobody takes it any more.
     *
     * @return the same accounts with nothing queued
     */
    public Books atEnd() {
        return new Books(taken, inputs.stream().map(input -> input.atEnd(taken)).toList());
    }

    /**
     * Tells whether every book balances.
     *
     * @return true if each imbalance is 0
     */
    public boolean isBalanced() {
        for (InputBook input : inputs) { // twice a second: no java.util.stream
            if (!input.isBalanced()) {
                return false;
            }
        }
        return true;
    }
}
