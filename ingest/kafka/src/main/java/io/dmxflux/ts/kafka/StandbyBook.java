// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogWriter;
import org.jspecify.annotations.Nullable;

/**
 * The book of a stream that one of several hosts writes, of all the times that it was this one.
 * <pre>
 *   came = written + dropped + refused + elsewhere + held
 *
 *   standby    held by the ring --what leaves it--&gt; elsewhere
 *   takes over held by the ring --behind the log--&gt; held by the writer
 *                               --logged already--&gt; elsewhere
 *   owner      held by the writer --&gt; written, dropped, refused
 *   gives up   held by the writer, still in the ring --&gt; held by the ring
 *                                  not any more      --&gt; elsewhere
 * </pre>
 * What is acknowledged after its writer gave up is on the account of the standby that it is.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class StandbyBook {

    private final BookAccount came = new BookAccount();
    private final BookAccount elsewhere = new BookAccount();

    /** Of the writers that gave up; of it only what they settled counts. */
    private LogBook past = LogBook.NONE;

    private @Nullable LogWriter writer;

    /** What the writer was given first, and a writer before it was given as well. */
    private long againBytes;

    /** Packets came, and are in the ring or with the writer, if at all. */
    void came(long bytes) {
        came.add(bytes);
    }

    /** Notes that nobody but the ring has what is settled nowhere; what it does not hold any more is written elsewhere. */
    void standsBy(long ringBytes) {
        elsewhere.add(Math.max(0, heldBytes() - ringBytes));
    }

    /**
     * This host writes.
     *
     * @param next the writer
     * @param givenBytes what the writer is given of the ring
     */
    void takesOver(LogWriter next, long givenBytes) {
        againBytes = Math.max(0, givenBytes - heldBytes());
        standsBy(givenBytes);
        writer = next;
    }

    /**
     * This host does not write any more.
     *
     * @param ringBytes what it has kept
     */
    void givesUp(long ringBytes) {
        past = settled();
        writer = null;
        againBytes = 0;
        standsBy(ringBytes);
    }

    /** Returns what is on an account of a writer. */
    private LogBook settled() {
        LogWriter writing = writer;
        if (writing == null) {
            return past;
        }
        LogBook book = writing.book();
        long again = againBytes;
        BookEntry written = less(book.written(), again);
        again -= book.written().bytes() - written.bytes();
        BookEntry dropped = less(book.dropped(), again);
        again -= book.dropped().bytes() - dropped.bytes();
        BookEntry refused = less(book.refused(), again);
        return past.plus(new LogBook(BookEntry.NONE, written, dropped, refused, BookEntry.NONE, 0));
    }

    private static BookEntry less(BookEntry entry, long bytes) {
        return entry.bytes() <= bytes
                ? BookEntry.NONE
                : new BookEntry(entry.bytes() - bytes, entry.firstMillis(), entry.lastMillis());
    }

    private long heldBytes() {
        return book().heldBytes();
    }

    LogBook book() {
        LogBook settled = settled();
        BookEntry all = came.entry();
        BookEntry gone = elsewhere.entry();
        long settledBytes = settled.written().bytes()
                + settled.dropped().bytes()
                + settled.refused().bytes();
        return new LogBook(
                all,
                settled.written(),
                settled.dropped(),
                settled.refused(),
                gone,
                all.bytes() - gone.bytes() - settledBytes);
    }
}
