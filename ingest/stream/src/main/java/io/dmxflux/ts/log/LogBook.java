// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.book.BookEntry;

/**
 * What has become of every packet that was given to a writer: appended = written + dropped + refused +
 * elsewhere + held.
 *
 * @param appended what was given to it
 * @param written what is in the log
 * @param dropped what had waited too long for a disk that is too slow
 * @param refused what the disk did not take
 * @param elsewhere what another host had to write, of a stream that one of several writes
 * @param heldBytes what waits to be written, or to be needed
 */
public record LogBook(
        BookEntry appended,
        BookEntry written,
        BookEntry dropped,
        BookEntry refused,
        BookEntry elsewhere,
        long heldBytes) {

    /** Nothing yet. */
    public static final LogBook NONE =
            new LogBook(BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0);

    /**
     * Adds the book of another writer.
     *
     * @param more another book
     * @return both
     */
    public LogBook plus(LogBook more) {
        return new LogBook(
                appended.plus(more.appended),
                written.plus(more.written),
                dropped.plus(more.dropped),
                refused.plus(more.refused),
                elsewhere.plus(more.elsewhere),
                heldBytes + more.heldBytes);
    }
}
