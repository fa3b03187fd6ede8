// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Cuts packets into the chunks of one writer. */
final class WriterFeed implements LogFeed {

    private final LogWriter writer;
    private final ChunkCutter cutter;

    /** What a writer did not take that was closed, without its feed. */
    private final BookAccount untaken = new BookAccount();

    WriterFeed(LogWriter writer) {
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
    public void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
        cutter.add(buffer, arrivalTicks, wallMillis);
    }

    @Override
    public void skip(long missing) {
        cutter.skip(missing);
    }

    @Override
    public void flush() {
        cutter.flush();
    }

    @Override
    public long openTicks() {
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
    public LogBook book() {
        BookEntry refused = untaken.entry();
        return writer.book().plus(new LogBook(refused, BookEntry.NONE, BookEntry.NONE, refused, BookEntry.NONE, 0));
    }

    @Override
    public Optional<String> waitsFor() {
        return writer.waitsFor();
    }

    @Override
    public void close() {
        writer.close();
    }
}
