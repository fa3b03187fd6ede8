// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.book.BookMoves;
import io.dmxflux.check.Check;
import io.dmxflux.packet.QueuedMemory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a writer of any engine begins with: it admits chunks in order, has those wait for the engine, of which the oldest leave if
 * there are too many, and keeps the book of all of them.
 * <pre>
 *   append --&gt; WAITING --take--&gt; TAKEN --settle--&gt; written, or refused
 *                 |                 the engine has it: a disk that writes, a cluster that is to acknowledge
 *                 +-- no room: dropped; abandon: refused
 * </pre>
 *
 * <p><b>Holds:</b> so many bytes of chunks, those included that are taken and not settled; less where memory is short for
 * all queues of the process ({@link QueuedMemory}).
 * <p><b>Threading:</b> any; the lock is held for a few instructions, never over a call of the kernel.
 */
public final class LogIntake {

    private final String label;
    private final int epoch;
    private final long firstDatagram;
    private final long mostBytes;
    private final long mostTakenBytes;
    private final QueuedMemory memory;

    private final BookMoves moves = new BookMoves();
    private final BookAccount appended = new BookAccount();
    private final BookAccount written = new BookAccount();
    private final BookAccount dropped = new BookAccount();
    private final BookAccount refused = new BookAccount();
    private final AtomicLong heldBytes = new AtomicLong();

    // guarded by this
    private final Deque<TsChunk> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long takenBytes;
    private long movedNanos;
    private long nextDatagram;
    private boolean closed;

    /**
     * The beginning of a writer.
     *
     * @param label of the stream, for messages
     * @param epoch that chunks must have
     * @param firstDatagram where they go on
     * @param mostBytes the most bytes of chunks
     * @param mostTakenBytes the most of them that the engine is given before it has settled any
     */
    public LogIntake(String label, int epoch, long firstDatagram, long mostBytes, long mostTakenBytes) {
        this(label, epoch, firstDatagram, mostBytes, mostTakenBytes, QueuedMemory.PROCESS);
    }

    /** One that shares memory with others. */
    LogIntake(String label, int epoch, long firstDatagram, long mostBytes, long mostTakenBytes, QueuedMemory memory) {
        this.memory = memory;
        this.label = Check.given(label, "label");
        this.epoch = epoch;
        this.firstDatagram = firstDatagram;
        this.mostBytes = mostBytes;
        this.mostTakenBytes = mostTakenBytes;
        this.nextDatagram = firstDatagram;
    }

    /**
     * Returns what {@link LogWriter#epoch} is.
     *
     * @return the epoch
     */
    public int epoch() {
        return epoch;
    }

    /**
     * Returns what {@link LogWriter#firstDatagram} is.
     *
     * @return the position
     */
    public long firstDatagram() {
        return firstDatagram;
    }

    /**
     * Admits a chunk, as {@link LogWriter#append} says.
     *
     * @param chunk handed over, also if it is refused
     */
    public void append(TsChunk chunk) {
        boolean taken = false;
        try {
            admit(chunk);
            taken = true;
        } finally {
            if (!taken) {
                chunk.release();
            }
        }
    }

    private synchronized void admit(TsChunk chunk) {
        Check.argument(chunk.epoch() == epoch, "chunk", chunk, "one of epoch " + epoch);
        Check.argument(
                chunk.firstDatagram() >= nextDatagram, "chunk", chunk, "one from datagram " + nextDatagram + " on");
        if (closed) {
            throw new IllegalStateException(label + ": closed (expected: open)");
        }
        nextDatagram = chunk.endDatagram();
        int bytes = chunk.packetBytes();
        moves.begin();
        try {
            appended.add(bytes);
            heldBytes.addAndGet(bytes);
        } finally {
            moves.end();
        }
        if (waiting.isEmpty()) {
            memory.begin();
        }
        waiting.add(chunk);
        waits(chunk.length());
        while (hasTooMuch() && waiting.size() > 1) {
            TsChunk oldest = removeOldest();
            leaves(dropped, oldest.packetBytes());
            oldest.release();
        }
        notifyAll();
    }

    /**
     * Tells what {@link LogWriter#hasRoom} does.
     *
     * @return whether two chunks of the longest have room, or nothing else has any; also of one that is closed
     */
    public synchronized boolean hasRoom() {
        long all = waitingBytes + takenBytes;
        return all == 0 || all + 2L * ChunkLayout.MOST_BYTES <= mostBytes && !memory.isExceededBy(waitingBytes);
    }

    private boolean hasTooMuch() {
        return waitingBytes + takenBytes > mostBytes || memory.isExceededBy(waitingBytes);
    }

    private void waits(int more) {
        waitingBytes += more;
        memory.take(more);
    }

    private TsChunk removeOldest() {
        TsChunk oldest = waiting.remove();
        waits(-oldest.length());
        if (waiting.isEmpty()) {
            memory.end();
        }
        return oldest;
    }

    private void leaves(BookAccount account, int packetBytes) {
        moves.begin();
        try {
            heldBytes.addAndGet(-packetBytes);
            account.add(packetBytes);
        } finally {
            moves.end();
        }
    }

    /**
     * Takes the oldest chunk that waits, or waits for one that may be taken.
     *
     * @param longestMillis how long to wait; 0 for not at all
     * @return the chunk, for the caller to release and to {@link #settle}; null if there is none yet
     */
    public synchronized @Nullable TsChunk take(long longestMillis) {
        if (longestMillis > 0 && !hasNext() && !isDone()) {
            try {
                TimeUnit.MILLISECONDS.timedWait(this, longestMillis);
            } catch (InterruptedException e) {
                closed = true; // by nobody of ours: the thread is told to end
            }
        }
        if (!hasNext()) {
            return null;
        }
        if (takenBytes == 0) {
            movedNanos = System.nanoTime();
        }
        TsChunk chunk = removeOldest();
        takenBytes += chunk.length();
        return chunk;
    }

    private boolean hasNext() {
        return !waiting.isEmpty() && takenBytes < mostTakenBytes;
    }

    /**
     * The engine has done with a chunk that was taken.
     *
     * @param length of the chunk
     * @param packetBytes the length of its payload
     * @param isWritten whether it is in the log; otherwise it is refused
     * @throws IllegalArgumentException if no chunk of that length was taken
     */
    public synchronized void settle(int length, int packetBytes, boolean isWritten) {
        Check.argument(
                length > 0 && length <= takenBytes,
                "length",
                length,
                "that of a chunk that was taken, of which there are " + takenBytes + " bytes");
        leaves(isWritten ? written : refused, packetBytes);
        takenBytes -= length;
        movedNanos = System.nanoTime();
        notifyAll();
    }

    /** Gives up on what waits. */
    public synchronized void abandon() {
        while (!waiting.isEmpty()) {
            TsChunk left = removeOldest();
            leaves(refused, left.packetBytes());
            left.release();
        }
        notifyAll();
    }

    /**
     * Returns since when nothing was settled of what is taken.
     *
     * @param now of {@link System#nanoTime}
     * @return nanoseconds; 0 if nothing is taken
     */
    public synchronized long stuckNanos(long now) {
        return takenBytes == 0 ? 0 : now - movedNanos;
    }

    /**
     * Tells whether nothing is on its way any more, and nothing comes.
     *
     * @return false while it is open
     */
    public synchronized boolean isDone() {
        return closed && waiting.isEmpty() && takenBytes == 0;
    }

    /**
     * Tells whether it takes no more.
     *
     * @return true after {@link #close}
     */
    public synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Returns what was appended and will not be in the log.
     *
     * @return bytes of packets
     */
    public long lackingBytes() {
        return dropped.bytes() + refused.bytes();
    }

    /** Returns what had no room. */
    long droppedBytes() {
        return dropped.bytes();
    }

    /**
     * Returns what {@link LogWriter#book} is.
     *
     * @return the book, now
     */
    public LogBook book() {
        return moves.read(() -> new LogBook(
                appended.entry(), written.entry(), dropped.entry(), refused.entry(), BookEntry.NONE, heldBytes.get()));
    }

    /** Takes no more. What waits can be taken still. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
