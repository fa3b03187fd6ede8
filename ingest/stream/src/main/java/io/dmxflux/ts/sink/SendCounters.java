// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.book.BookMoves;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.op.Histogram;
import io.dmxflux.ts.op.Lateness;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Counts what comes to a sink, and what has become of it.
 * <pre>
 *   queued(buffer) --&gt; taken(buffer) --&gt; sent | failed | closed, part by part --&gt; done()
 * </pre>
 * What is on its way grows with each buffer that is taken, and becomes less with each part that is on an account. When
 * nothing is held any more it is nothing, whatever was counted: so a forgotten part shows as an imbalance.
 *
 * <p><b>Threading:</b> any; nothing is locked over a system call. A book is read between two moves.
 */
final class SendCounters {

    private final BookMoves moves = new BookMoves();
    private final Supplier<SinkBook> reading = this::read;
    private final AtomicLong datagrams = new AtomicLong();
    private final BookAccount sent = new BookAccount();
    private final BookAccount added = new BookAccount();
    private final BookAccount socket = new BookAccount();
    private final BookAccount closed = new BookAccount();
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile long underWayBytes;

    /** Buffers, and parts of datagrams, that are not done. */
    private int held;

    /** Refused since the last datagram that was taken; written by the sink's thread, behind when that began. */
    private volatile long refusedInARow;

    private volatile long rowBeganNanos;

    private final Map<String, FailedSends> failures = new ConcurrentHashMap<>();
    private final Lateness lateness = new Lateness();
    private final Histogram bursts = Histogram.ofBursts();

    /** Counts a burst that is handed to the kernel, sent or refused. */
    void burst(int datagramsInIt) {
        bursts.record(datagramsInIt);
    }

    DepartureStats departures() {
        return new DepartureStats(lateness.histogram(), bursts.counts());
    }

    /** Counts a buffer that waits for the sink's thread. */
    void queued(int bytes) {
        waitingBytes.addAndGet(bytes);
    }

    /** Counts a buffer that waits no longer: its bytes are under way until they are on an account. */
    void taken(int bytes) {
        moves.begin();
        try {
            begun(bytes);
            waitingBytes.addAndGet(-bytes);
        } finally {
            moves.end();
        }
    }

    private synchronized void begun(int bytes) {
        underWayBytes = underWayBytes + bytes;
        held++;
    }

    /** Counts a buffer that waits no longer, as its stream has ended. */
    void discarded(int bytes) {
        moves.begin();
        try {
            closed.add(bytes);
            waitingBytes.addAndGet(-bytes);
        } finally {
            moves.end();
        }
    }

    /** Counts something else that is held: a part of a datagram that waits for the rest. */
    synchronized void keeps() {
        held++;
    }

    /** Counts a buffer, or something else that was held, as done. */
    synchronized void done() {
        held--;
        if (held == 0) {
            underWayBytes = 0;
        }
    }

    void sent(int moreDatagrams, int moreBytes) {
        datagrams.addAndGet(moreDatagrams);
        settle(sent, moreBytes);
        endRow();
    }

    /** Counts what was written beside the stream. */
    void added(int moreBytes) {
        added.add(moreBytes);
    }

    /** Counts refused sends by their reason. */
    void failed(String reason, int moreDatagrams, int moreBytes) {
        failures.merge(reason, new FailedSends(moreDatagrams, moreBytes), FailedSends::plus);
        settle(socket, moreBytes);
        goOnWithRow(moreBytes);
    }

    private void endRow() {
        if (refusedInARow != 0) {
            refusedInARow = 0;
        }
    }

    private void goOnWithRow(int moreBytes) {
        if (refusedInARow == 0) {
            rowBeganNanos = System.nanoTime();
        }
        refusedInARow += moreBytes;
    }

    /** Returns what was refused since the last datagram that was taken, if that began less than a while ago; else nothing. */
    long justRefusedBytes(Duration recent) {
        long refused = refusedInARow;
        return System.nanoTime() - rowBeganNanos < recent.toNanos() ? refused : 0;
    }

    /** Counts what was under way and is thrown away. */
    void closed(int moreBytes) {
        if (moreBytes > 0) {
            settle(closed, moreBytes);
        }
    }

    /** Counts what came when the stream had ended. */
    void late(int moreBytes) {
        closed.add(moreBytes);
    }

    private void settle(BookAccount account, int bytes) {
        moves.begin();
        try {
            account.add(bytes);
            settled(bytes);
        } finally {
            moves.end();
        }
    }

    private synchronized void settled(int bytes) {
        underWayBytes = underWayBytes - bytes;
    }

    /** Where to record how late bursts leave, on the thread that sends them. */
    Lateness lateness() {
        return lateness;
    }

    SendStats stats() {
        return new SendStats(
                datagrams.get(),
                sent.bytes(),
                added.bytes(),
                failures.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(failures)),
                lateness.stats());
    }

    SinkBook book() {
        return moves.read(reading);
    }

    private SinkBook read() {
        return new SinkBook(
                sent.entry(),
                added.entry(),
                socket.entry(),
                BookEntry.NONE,
                closed.entry(),
                waitingBytes.get() + underWayBytes);
    }
}
