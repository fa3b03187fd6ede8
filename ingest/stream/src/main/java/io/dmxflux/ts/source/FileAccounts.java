// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.book.BookMoves;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The accounts of a source that reads a file or a pipe, which waits for its subscriber.
 * <pre>
 *   read --&gt; held --&gt; emitted | skipped | closed
 * </pre>
 *
 * <p><b>Threading:</b> any.
 */
final class FileAccounts {

    private final BookMoves moves = new BookMoves();
    private final BookAccount arrived = new BookAccount();
    private final BookAccount handedOn = new BookAccount();
    private final BookAccount skipped = new BookAccount();
    private final BookAccount closed = new BookAccount();

    /** What an operator has released as the subscription has ended: part of what is closed, and held no more. */
    private final BookAccount late = new BookAccount();

    private final BookAccount overflows = new BookAccount();
    private final AtomicLong held = new AtomicLong();

    /** Counts bytes that were read, and are held until they are on another account. */
    void read(long bytes) {
        moves.begin();
        arrived.add(bytes);
        held.addAndGet(bytes);
        moves.end();
    }

    /** Counts a buffer that is emitted. */
    void emitted(long bytes) {
        move(bytes, handedOn);
    }

    /** Counts bytes that were read and belonged to no packet. */
    void skipped(long bytes) {
        moves.begin();
        arrived.add(bytes);
        skipped.add(bytes);
        moves.end();
    }

    /** Returns where bytes are counted that are released as the subscription has ended. */
    BookAccount lateBytes() {
        return late;
    }

    /** Counts bytes that were read, and released as the subscription has ended. */
    void closed(long bytes) {
        move(bytes, closed);
    }

    private void move(long bytes, BookAccount account) {
        moves.begin();
        account.add(bytes);
        held.addAndGet(-bytes);
        moves.end();
    }

    /** Counts a ring of a driver that was full. */
    void overflowed() {
        overflows.add(1);
    }

    long overflows() {
        return overflows.bytes();
    }

    long skippedBytes() {
        return skipped.bytes();
    }

    SourceBook book() {
        return moves.read(() -> {
            BookEntry ended = late.entry();
            return new SourceBook(
                    arrived.entry(),
                    handedOn.entry(),
                    BookEntry.NONE,
                    skipped.entry(),
                    closed.entry().plus(ended),
                    held.get() - ended.bytes(),
                    SourceLosses.ofKernel(overflows.entry(), 0, 0));
        });
    }
}
