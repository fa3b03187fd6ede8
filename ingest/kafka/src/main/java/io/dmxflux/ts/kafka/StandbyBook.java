// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.Takeover;
import org.jspecify.annotations.Nullable;

/**
 * The book of a stream that one of several hosts writes, of all the times that it was this one.
 * <pre>
 *   came = written + dropped + refused + elsewhere + held
 *
 *   standby    held --not in the ring, and came before the owner was heard of last--&gt; elsewhere
 *              held --not in the ring, and the cluster refuses this host---------------&gt; refused
 *   takes over held --behind the log---------&gt; held by the writer
 *                   --in a hole of the log---&gt; refused
 *                   --logged already---------&gt; elsewhere
 *   owner      held by the writer --&gt; written, dropped, refused
 *   gives up   held by the writer --&gt; held
 *   closes     held --another host writes, or was heard of since--&gt; elsewhere, refused otherwise
 * </pre>
 * So what comes while nobody is known to write is held, also where no ring has it: it is lost if this host writes next.
 * How much of it is lost is known as exactly as the length of the hole.
 *
 * <p>What is acknowledged after its writer gave up does not count as written: it is held or elsewhere, as with any standby.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class StandbyBook {

    /** Of what a log counts, where it is full. */
    private static final long DATAGRAM_BYTES = 7L * TsPacket.LENGTH;

    private final BookAccount came = new BookAccount();
    private final BookAccount elsewhere = new BookAccount();
    private final BookAccount lost = new BookAccount();

    /** What had come when the owner was heard of last, and the time before that. */
    private long cameUntilHeard;

    private long cameBeforeHeard;

    /** Whether the cluster has refused this host since another was heard of, or this one wrote. */
    private boolean barred;

    /** What writers settled before they gave up. */
    private LogBook past = LogBook.NONE;

    private @Nullable LogWriter writer;

    /** What the writer was given first, and a writer before it was given as well. */
    private long againBytes;

    /** Packets came, and are in the ring or with the writer, if at all. */
    void came(long bytes) {
        came.add(bytes);
    }

    /** Another host says that it writes: it has all that came before it said so the last time. */
    void heard() {
        cameBeforeHeard = cameUntilHeard;
        cameUntilHeard = came.bytes();
        barred = false;
    }

    /** The cluster answers, and does not let this host take part: what leaves the ring from now on has nobody to write it. */
    void barred() {
        barred = true;
    }

    /** Notes what the ring has: what else came before the owner was heard of is written elsewhere. */
    void standsBy(long ringBytes) {
        long doubtful = came.bytes() - cameBeforeHeard;
        elsewhere.add(Math.max(0, heldBytes() - Math.max(ringBytes, doubtful)));
        if (barred) {
            refused(heldBytes() - ringBytes);
        }
    }

    /** Packets that came are lost: nobody takes them any more. */
    void refused(long bytes) {
        lost.add(Math.max(0, Math.min(bytes, heldBytes())));
    }

    /**
     * Nobody has what was kept ready any more.
     *
     * @param isWritten whether another host writes it; if none is known to, what came since one was heard of is lost
     */
    void ends(boolean isWritten) {
        refused(isWritten ? 0 : came.bytes() - cameBeforeHeard);
        elsewhere.add(heldBytes());
    }

    /**
     * This host writes.
     *
     * @param next the writer
     * @param givenBytes what the writer is given of the ring
     * @param holeBytes what is missing before it in the log, at most
     * @return what came here of the hole
     */
    long takesOver(LogWriter next, long givenBytes, long holeBytes) {
        long held = heldBytes();
        long before = Math.max(0, held - givenBytes);
        long inHole = Math.min(holeBytes, before);
        againBytes = Math.max(0, givenBytes - held);
        lost.add(inHole);
        elsewhere.add(before - inHole);
        writer = next;
        barred = false;
        return inHole;
    }

    /** Returns what is missing in the log; in one that is empty, all is. */
    static long holeBytes(Takeover how) {
        return how instanceof Takeover.Fresh ? Long.MAX_VALUE : how.missingDatagrams() * DATAGRAM_BYTES;
    }

    /** This host does not write any more, and what is not settled may be lost. */
    void givesUp() {
        past = settled();
        writer = null;
        againBytes = 0;
        cameBeforeHeard = came.bytes() - heldBytes();
        cameUntilHeard = came.bytes();
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
        BookEntry refused = settled.refused().plus(lost.entry());
        long settledBytes = settled.written().bytes() + settled.dropped().bytes() + refused.bytes();
        return new LogBook(
                all, settled.written(), settled.dropped(), refused, gone, all.bytes() - gone.bytes() - settledBytes);
    }
}
