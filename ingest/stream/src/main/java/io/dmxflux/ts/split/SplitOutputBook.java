// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.book.BookEntry;

/**
 * The book of a splitter's output.
 * <pre>
 *   routed + generated = handed on + policy + closed + queued
 * </pre>
 * That holds of every book, also of one that is read while batches move.
 *
 * @param routed what was copied for it
 * @param generated what was made for it
 * @param handedOn what was emitted
 * @param policy what was dropped since the subscriber lagged
 * @param closed what was queued when the subscriber cancelled or failed, or there was none by the end
 * @param queuedBytes what waits for its time or for demand
 */
public record SplitOutputBook(
        BookEntry routed,
        BookEntry generated,
        BookEntry handedOn,
        BookEntry policy,
        BookEntry closed,
        long queuedBytes) {

    /** Of an output to which nothing has come. */
    public static final SplitOutputBook NONE =
            new SplitOutputBook(BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0);
}
