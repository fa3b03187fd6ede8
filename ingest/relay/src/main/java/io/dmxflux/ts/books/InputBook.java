// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import io.dmxflux.book.BookEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The book of one input and of its outputs, of all times that it was open:
 * <pre>
 *   arrived = routed + unwanted + replaced + policy + foreign + closed + framing + queued
 * </pre>
 *
 * @param input the input, as a user would write it without options
 * @param arrived what came out of the device, the socket or the file, without headers of datagrams
 * @param routed what went to one output or more
 * @param unwanted what is of PIDs that no output wants
 * @param replaced what is of tables that outputs get regenerated
 * @param policy what was dropped since downstream lagged, and what came too late
 * @param foreign what is not ours to pass, and what belongs to no whole packet
 * @param closed what a stop or a reload threw away
 * @param framing what is between packets of 204 or 192 bytes
 * @param queuedBytes what has arrived and is on no account yet
 * @param missing what never arrived, by account and certainty; none that is nothing
 * @param transportErrors a mark of packets that are on one of the accounts: {@code transport_error_indicator}
 * @param outputs those that are open, and those that were
 */
public record InputBook(
        String input,
        BookEntry arrived,
        BookEntry routed,
        BookEntry unwanted,
        BookEntry replaced,
        BookEntry policy,
        BookEntry foreign,
        BookEntry closed,
        BookEntry framing,
        long queuedBytes,
        List<Missing> missing,
        BookEntry transportErrors,
        List<OutputBook> outputs) {

    private static final Account[] ACCOUNTS = Account.values();

    /** What may become of what arrives: each byte that is not queued is on one of these accounts. */
    public enum Account {
        /** Of {@link InputBook#routed}. */
        ROUTED(InputBook::routed),
        /** Of {@link InputBook#unwanted}. */
        UNWANTED(InputBook::unwanted),
        /** Of {@link InputBook#replaced}. */
        REPLACED(InputBook::replaced),
        /** Of {@link InputBook#policy}. */
        POLICY(InputBook::policy),
        /** Of {@link InputBook#foreign}. */
        FOREIGN(InputBook::foreign),
        /** Of {@link InputBook#closed}. */
        CLOSED(InputBook::closed),
        /** Of {@link InputBook#framing}. */
        FRAMING(InputBook::framing);

        private final Function<InputBook, BookEntry> entry;

        Account(Function<InputBook, BookEntry> entry) {
            this.entry = entry;
        }

        /**
         * Returns what a book has on this account.
         *
         * @param book any
         * @return the entry
         */
        public BookEntry of(InputBook book) {
            return entry.apply(book);
        }

        /** As texts and metrics name it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the lists. */
    public InputBook {
        List<Missing> some = new ArrayList<>(0); // most often none
        for (Missing one : missing) {
            if (one.isSome()) {
                some.add(one);
            }
        }
        missing = List.copyOf(some);
        outputs = List.copyOf(outputs);
    }

    /**
     * Returns what the accounts of the input do not explain.
     *
     * @return bytes; 0, or there is a defect: more than 0 if some went without an account, less if some are on two
     */
    public long imbalanceBytes() {
        long bytes = arrived.bytes() - queuedBytes;
        for (Account account : ACCOUNTS) {
            bytes -= account.of(this).bytes();
        }
        return bytes;
    }

    /**
     * Tells whether this book and those of the outputs balance.
     *
     * @return true if each imbalance is 0
     */
    public boolean isBalanced() {
        for (OutputBook output : outputs) {
            if (output.imbalanceBytes() != 0) {
                return false;
            }
        }
        return imbalanceBytes() == 0;
    }

    /**
     * Adds what this input did when it was open before.
     *
     * @param more a book of the same input
     * @return both
     */
    public InputBook plus(InputBook more) {
        return new InputBook(
                input,
                arrived.plus(more.arrived),
                routed.plus(more.routed),
                unwanted.plus(more.unwanted),
                replaced.plus(more.replaced),
                policy.plus(more.policy),
                foreign.plus(more.foreign),
                closed.plus(more.closed),
                framing.plus(more.framing),
                queuedBytes + more.queuedBytes,
                together(missing, more.missing),
                transportErrors.plus(more.transportErrors),
                added(outputs, more.outputs));
    }

    /** Returns this book when nothing that is queued will be taken any more. */
    InputBook atEnd(Instant now) {
        return new InputBook(
                input,
                arrived,
                routed,
                unwanted,
                replaced,
                policy,
                foreign,
                closed.plus(BookEntry.of(queuedBytes, now)),
                framing,
                0,
                missing,
                transportErrors,
                outputs.stream().map(output -> output.atEnd(now)).toList());
    }

    private static List<Missing> together(List<Missing> one, List<Missing> other) {
        Map<List<Object>, Missing> all = new LinkedHashMap<>();
        Stream.concat(one.stream(), other.stream())
                .forEach(missing -> all.merge(List.of(missing.cause(), missing.certainty()), missing, Missing::plus));
        return new ArrayList<>(all.values());
    }

    private static List<OutputBook> added(List<OutputBook> one, List<OutputBook> other) {
        Map<String, OutputBook> all = new LinkedHashMap<>();
        one.forEach(book -> all.merge(book.output(), book, OutputBook::plus));
        other.forEach(book -> all.merge(book.output(), book, OutputBook::plus));
        return List.copyOf(all.values());
    }

    /**
     * Adds up the books of one output each.
     *
     * @param books read one by one; any number for each output
     * @return one for each, in the order in which they come first
     */
    public static List<OutputBook> byName(List<Supplier<OutputBook>> books) {
        Map<String, OutputBook> all = new LinkedHashMap<>();
        for (Supplier<OutputBook> reading : books) {
            OutputBook book = reading.get();
            all.merge(book.output(), book, OutputBook::plus);
        }
        return List.copyOf(all.values());
    }
}
