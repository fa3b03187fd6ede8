// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookMoves;
import io.dmxflux.ts.log.LogBook;
import java.util.concurrent.atomic.AtomicLong;

/** The book of a writer while it is kept: each packet is on one account at any time. */
final class WriterBook {

    private final BookMoves moves = new BookMoves();
    private final BookAccount appended = new BookAccount();
    private final BookAccount written = new BookAccount();
    private final BookAccount dropped = new BookAccount();
    private final BookAccount refused = new BookAccount();
    private final AtomicLong heldBytes = new AtomicLong();

    void appended(int bytes) {
        moves.begin();
        try {
            appended.add(bytes);
            heldBytes.addAndGet(bytes);
        } finally {
            moves.end();
        }
    }

    void written(int bytes) {
        leaves(written, bytes);
    }

    void dropped(int bytes) {
        leaves(dropped, bytes);
    }

    void refused(int bytes) {
        leaves(refused, bytes);
    }

    private void leaves(BookAccount account, int bytes) {
        moves.begin();
        try {
            heldBytes.addAndGet(-bytes);
            account.add(bytes);
        } finally {
            moves.end();
        }
    }

    /** Returns what was appended and will not be in the log. */
    long lackingBytes() {
        return dropped.bytes() + refused.bytes();
    }

    LogBook book() {
        return moves.read(() ->
                new LogBook(appended.entry(), written.entry(), dropped.entry(), refused.entry(), heldBytes.get()));
    }
}
