// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import io.dmxflux.book.BookEntry;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The book of one output, of all times that it was open:
 * <pre>
 *   routed + generated = sent + policy + socket + elsewhere + closed + queued
 * </pre>
 *
 * @param output the output, with its service, as events name it
 * @param destination where it goes, as a user would write it
 * @param service the service that it sends, as a user would write it; empty for a whole multiplex
 * @param routed what the input had for it
 * @param generated what was made for it: tables, and marks of discontinuities in a file
 * @param sent what its socket or file took, also of what was generated
 * @param policy what it was too slow for
 * @param socket what its socket or file refused, and what it would have got after it had failed
 * @param elsewhere what another host had to write, of a log that one of several hosts writes
 * @param closed what a stop or a reload threw away
 * @param queuedBytes what it has and has not sent yet
 * @param missing what never arrived of the streams of its service, at least, by continuity counters; it stands beside, and is
 *     part of what the input's book says to be missing
 */
public record OutputBook(
        String output,
        String destination,
        Optional<String> service,
        BookEntry routed,
        BookEntry generated,
        BookEntry sent,
        BookEntry policy,
        BookEntry socket,
        BookEntry elsewhere,
        BookEntry closed,
        long queuedBytes,
        BookEntry missing) {

    private static final Account[] ACCOUNTS = Account.values();

    /** What may become of what is routed and generated: each byte that is not queued is on one of these accounts. */
    public enum Account {
        /** Of {@link OutputBook#sent}. */
        SENT(OutputBook::sent),
        /** Of {@link OutputBook#policy}. */
        POLICY(OutputBook::policy),
        /** Of {@link OutputBook#socket}. */
        SOCKET(OutputBook::socket),
        /** Of {@link OutputBook#elsewhere}. */
        ELSEWHERE(OutputBook::elsewhere),
        /** Of {@link OutputBook#closed}. */
        CLOSED(OutputBook::closed);

        private final Function<OutputBook, BookEntry> entry;

        Account(Function<OutputBook, BookEntry> entry) {
            this.entry = entry;
        }

        /**
         * Returns what a book has on this account.
         *
         * @param book any
         * @return the entry
         */
        public BookEntry of(OutputBook book) {
            return entry.apply(book);
        }

        /** As texts and metrics name it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns what the accounts do not explain.
     *
     * @return bytes; 0, or there is a defect: more than 0 if some went without an account, less if some are on two
     */
    public long imbalanceBytes() {
        long bytes = routed.bytes() + generated.bytes() - queuedBytes;
        for (Account account : ACCOUNTS) {
            bytes -= account.of(this).bytes();
        }
        return bytes;
    }

    /**
     * Adds what this output did when it was open before.
     *
     * @param more a book of the same output
     * @return both
     */
    public OutputBook plus(OutputBook more) {
        return new OutputBook(
                output,
                destination,
                service,
                routed.plus(more.routed),
                generated.plus(more.generated),
                sent.plus(more.sent),
                policy.plus(more.policy),
                socket.plus(more.socket),
                elsewhere.plus(more.elsewhere),
                closed.plus(more.closed),
                queuedBytes + more.queuedBytes,
                missing.plus(more.missing));
    }

    /** Returns this book when nothing that is queued will be taken any more. */
    OutputBook atEnd(Instant now) {
        return new OutputBook(
                output,
                destination,
                service,
                routed,
                generated,
                sent,
                policy,
                socket,
                elsewhere,
                closed.plus(BookEntry.of(queuedBytes, now)),
                0,
                missing);
    }
}
