// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;

/**
 * The accounts of a source that reads a file or a pipe, which waits for its subscriber.
 *
 * <p><b>Threading:</b> any.
 */
final class FileAccounts {

    private final BookAccount arrived = new BookAccount();
    private final BookAccount handedOn = new BookAccount();
    private final BookAccount skipped = new BookAccount();
    private final BookAccount closed = new BookAccount();
    private final BookAccount overflows = new BookAccount();
    private volatile long heldBytes;

    /** Counts bytes that were read. */
    void read(long bytes) {
        arrived.add(bytes);
    }

    /** Counts a buffer that is emitted. */
    void emitted(long bytes) {
        handedOn.add(bytes);
    }

    /** Counts bytes that were read and belonged to no packet. */
    void skipped(long bytes) {
        arrived.add(bytes);
        skipped.add(bytes);
    }

    /** Returns where bytes are counted that are released as the subscription has ended. */
    BookAccount closedBytes() {
        return closed;
    }

    /** Counts bytes that were read, and released as the subscription has ended. */
    void closed(long bytes) {
        closed.add(bytes);
    }

    /** Sets how many bytes were read and wait for the next ones. */
    void held(long bytes) {
        heldBytes = bytes;
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
        return new SourceBook(
                arrived.entry(),
                handedOn.entry(),
                BookEntry.NONE,
                skipped.entry(),
                closed.entry(),
                heldBytes,
                SourceLosses.ofKernel(overflows.entry(), 0, 0));
    }
}
