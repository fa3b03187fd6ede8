// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookEntry;

/**
 * The book of a source: what has become of every byte that arrived, without headers of datagrams.
 * <pre>
 *   arrived = handed on + policy + foreign + closed + queued
 * </pre>
 * That holds of every book of the sources here, also of one that is read while buffers move.
 *
 * @param arrived what came out of the device, the socket or the file
 * @param handedOn what was emitted
 * @param policy what was dropped since the subscriber lagged, and datagrams that came too late
 * @param foreign what is of other senders, came twice, is malformed, or belongs to no packet
 * @param closed what had arrived and was thrown away at the end of a subscription
 * @param queuedBytes what waits for demand, or for what comes before it
 * @param losses what never arrived, as far as the source can tell
 */
public record SourceBook(
        BookEntry arrived,
        BookEntry handedOn,
        BookEntry policy,
        BookEntry foreign,
        BookEntry closed,
        long queuedBytes,
        SourceLosses losses) {

    /** Of a source that does not keep one, or to which nothing has come. */
    public static final SourceBook NONE = new SourceBook(
            BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0, SourceLosses.NONE);

    /** Returns the same book with other losses. */
    SourceBook with(SourceLosses all) {
        return new SourceBook(arrived, handedOn, policy, foreign, closed, queuedBytes, all);
    }

    /**
     * Adds the book of another source.
     *
     * @param more its book
     * @return both
     */
    public SourceBook plus(SourceBook more) {
        if (this == NONE || more == NONE) {
            return this == NONE ? more : this;
        }
        return new SourceBook(
                arrived.plus(more.arrived),
                handedOn.plus(more.handedOn),
                policy.plus(more.policy),
                foreign.plus(more.foreign),
                closed.plus(more.closed),
                queuedBytes + more.queuedBytes,
                losses.plus(more.losses));
    }
}
