// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookEntry;

/**
 * What an operator does not pass on, over all streams that it is applied to.
 *
 * @param policy the rest of packets that a drop of ours has cut
 * @param foreign bytes that belong to no whole packet
 * @param framing what is between packets of 204 or 192 bytes
 * @param closed what came after the end, or was held when it came
 * @param heldBytes what is held now
 */
public record StageBook(BookEntry policy, BookEntry foreign, BookEntry framing, BookEntry closed, long heldBytes) {

    private static final StageBook NONE =
            new StageBook(BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0);

    static StageBook of(BookEntry closed, long heldBytes) {
        return closed.bytes() == 0 && heldBytes == 0
                ? NONE
                : new StageBook(BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, closed, heldBytes);
    }

    /**
     * Adds the book of another operator.
     *
     * @param more its book
     * @return both
     */
    public StageBook plus(StageBook more) {
        if (this == NONE || more == NONE) {
            return this == NONE ? more : this;
        }
        return new StageBook(
                policy.plus(more.policy),
                foreign.plus(more.foreign),
                framing.plus(more.framing),
                closed.plus(more.closed),
                heldBytes + more.heldBytes);
    }
}
