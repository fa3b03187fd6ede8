// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.check.Check;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Cuts packets into the chunks of one writer.
 *
 * <p><b>Threading:</b> as a feed; the lock is held while packets are copied, never over a call of the kernel.
 */
final class WriterFeed implements LogFeed {

    /** Writers that have a feed: the book of another would have the same packets. */
    private static final Set<LogWriter> FED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final LogWriter writer;

    // guarded by this
    private final ChunkCutter cutter;
    private boolean closed;

    /** What a writer did not take that was closed, without its feed. */
    private final BookAccount untaken = new BookAccount();

    WriterFeed(LogWriter writer) {
        Check.argument(FED.add(writer), "writer", writer, "one that has no feed yet");
        this.writer = writer;
        this.cutter = new ChunkCutter(writer.epoch(), writer.firstDatagram(), this::append);
    }

    private void append(TsChunk chunk) {
        int bytes = chunk.payload().readableBytes();
        boolean taken = false;
        try {
            writer.append(chunk);
            taken = true;
        } finally {
            untaken.add(taken ? 0 : bytes);
        }
    }

    @Override
    public synchronized void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
        if (closed) {
            throw new IllegalStateException(writer + ": the feed is closed (expected: open)");
        }
        cutter.add(buffer, arrivalTicks, wallMillis);
    }

    @Override
    public synchronized void skip(long missing) {
        cutter.skip(missing);
    }

    @Override
    public synchronized void flush() {
        cutter.flush();
    }

    @Override
    public synchronized long openTicks() {
        return cutter.openTicks();
    }

    @Override
    public boolean hasRoom() {
        return writer.hasRoom();
    }

    @Override
    public boolean isWriting() {
        return writer.book().heldBytes() > 0;
    }

    @Override
    public synchronized LogBook book() {
        BookEntry none = BookEntry.NONE;
        BookEntry refused = untaken.entry();
        int open = cutter.openBytes();
        BookEntry added = refused.plus(BookEntry.of(open, Instant.now()));
        return writer.book().plus(new LogBook(added, none, none, refused, none, open));
    }

    @Override
    public Optional<String> waitsFor() {
        return writer.waitsFor();
    }

    @Override
    public void close() {
        try {
            endChunk();
        } finally {
            writer.close();
        }
    }

    private synchronized void endChunk() {
        closed = true;
        try {
            cutter.flush();
        } catch (IllegalStateException e) {
            // the writer was closed before: the chunk is in the book as refused
        }
    }
}
