// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.op.StageBook;

/**
 * The book of a sink, over all streams: what has become of every byte that came.
 * <pre>
 *   came = sent + socket + elsewhere + closed + queued
 * </pre>
 * That holds of every book of the sinks here, also of one that is read while buffers move.
 *
 * @param sent what the kernel took, without what the sink added
 * @param added what the sink made itself, and the kernel took: packets that mark a discontinuity in a file
 * @param socket what was refused
 * @param elsewhere what another host had to write, of a log that one of several writes
 * @param closed what came after the end, or waited or was on its way when it came
 * @param queuedBytes what waits, or is on its way to the kernel
 */
public record SinkBook(
        BookEntry sent, BookEntry added, BookEntry socket, BookEntry elsewhere, BookEntry closed, long queuedBytes) {

    /** Of a sink that does not keep one, or to which nothing has come. */
    public static final SinkBook NONE =
            new SinkBook(BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0);

    /** Adds the book of another sink. */
    SinkBook plus(SinkBook more) {
        return new SinkBook(
                sent.plus(more.sent),
                added.plus(more.added),
                socket.plus(more.socket),
                elsewhere.plus(more.elsewhere),
                closed.plus(more.closed),
                queuedBytes + more.queuedBytes);
    }

    /**
     * Adds what an operator before the sink has thrown away, and holds, or is just handing to the sink: the latter moves from
     * one to the other within no move, and so is what has come and is nowhere else.
     *
     * @param before the operator's book, read after this one
     * @param cameBytes to the operator, read after that
     */
    SinkBook behind(StageBook before, long cameBytes) {
        BookEntry all = closed.plus(before.closed());
        long goneBytes = sent.bytes() + socket.bytes() + elsewhere.bytes() + all.bytes();
        return new SinkBook(sent, added, socket, elsewhere, all, cameBytes - goneBytes);
    }
}
