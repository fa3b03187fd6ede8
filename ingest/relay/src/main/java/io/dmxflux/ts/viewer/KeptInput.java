// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.relay.LiveServices;
import io.dmxflux.ts.relay.WatchedStream;
import io.dmxflux.ts.sink.LogSink;
import io.dmxflux.ts.sink.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One input that is kept: an output of its own, which is opened again whenever the input is.
 *
 * <p><b>Threading:</b> any thread but an event loop's.
 */
final class KeptInput implements AutoCloseable {

    private static final LiveServices.Waiting NOBODY = new LiveServices.Waiting() {
        @Override
        public void waits(String problem) {}

        @Override
        public void isBack(Duration waited, long lackingPackets) {}
    };

    private final String slug;
    private final String stream;
    private final LiveServices live;
    private final FileLog log;
    private final Consumer<String> told;
    private final KeptSegments segments;
    private volatile LiveServices.Waiting waiting = NOBODY;
    private @Nullable WatchedStream output;
    private @Nullable LogSink sink;

    // -- of the sinks before this one
    private long writtenBytes;
    private long droppedBytes;
    private long refusedBytes;

    private @Nullable String problem;
    private boolean closed;

    KeptInput(
            String slug, String stream, LiveServices live, FileLog log, KeptSegments segments, Consumer<String> told) {
        this.slug = slug;
        this.stream = stream;
        this.live = live;
        this.log = log;
        this.segments = segments;
        this.told = told;
    }

    /** Returns the name of the stream in the log. */
    String stream() {
        return stream;
    }

    /** Returns where segments are in it. */
    KeptSegments segments() {
        return segments;
    }

    /** Returns what is kept; empty before anything is. */
    synchronized Optional<KeptBook> book(int viewers, int players) {
        return segments.span()
                .map(span -> new KeptBook(
                        span.since(),
                        span.until(),
                        span.bytes(),
                        viewers,
                        players,
                        segments.reads(),
                        writtenBytes + now(LogBook::written),
                        droppedBytes + now(LogBook::dropped),
                        refusedBytes + now(LogBook::refused)));
    }

    private long now(Function<LogBook, BookEntry> account) {
        LogSink writing = sink;
        return writing == null ? 0 : account.apply(writing.log()).bytes();
    }

    /** Returns who is told what the log waits for. */
    LiveServices.Waiting waiting() {
        return waiting;
    }

    /** Opens the output if there is none. A disk that refuses is told once, and tried again with the next look. */
    synchronized void look() {
        if (closed) {
            return;
        }
        segments.restore();
        open();
        segments.look();
    }

    private void open() {
        WatchedStream before = output;
        if (before != null && !before.hasEnded()) {
            return;
        }
        output = null;
        if (before != null) {
            before.close();
        }
        try {
            output = live.keep(slug, this::open).orElse(null);
            if (output != null && problem != null) {
                told.accept("timeshift " + slug + ": is kept again");
                problem = null;
            }
        } catch (RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(problem)) {
                told.accept("timeshift " + slug + ": " + why + "; waiting for it");
            }
            problem = why;
        }
    }

    private synchronized Sink open(LiveServices.Waiting listener) {
        waiting = listener;
        try {
            LogSink next = LogSink.ofNow("timeshift " + slug, log.write(stream));
            writtenBytes += now(LogBook::written);
            droppedBytes += now(LogBook::dropped);
            refusedBytes += now(LogBook::refused);
            sink = next;
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        segments.close();
        WatchedStream last = output;
        output = null;
        if (last != null) {
            last.close();
        }
    }
}
