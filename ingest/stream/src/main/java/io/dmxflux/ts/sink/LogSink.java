// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.book.BookEntry;
import io.dmxflux.check.Check;
import io.dmxflux.check.Closing;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogFeed;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsLog;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps a stream in a log: cuts it into chunks, each datagram with the time at which its packets came: that of the driver where the
 * buffer carries it ({@link Arrivals}), that at which it comes here otherwise. What is read out of a log keeps the times of both clocks
 * with which it was received, at any speed, and its chunks: a copy is found and replayed as the original, and is as old.
 * Not so behind what cuts buffers, as {@code Pace}: a part has the time of the last datagram of all ({@link Arrivals}).
 *
 * <p><b>Copies:</b> packets once, into the chunk. A buffer that a driver lent goes home at once.
 * <p><b>Shape:</b> whole packets, as behind {@code AlignPackets}. A chunk ends after 20 ms, also if nothing more comes.
 * <p><b>Losses:</b> a {@link Loss} before a buffer leaves out as many numbers of datagrams, at least one. What a disk refuses, and what
 * waits for it in a log that is closed, is on the socket's account; a packet is sent when it is written, and queued before.
 * <p><b>Demand:</b> none while the log has no room, as its disk is too slow: what comes meanwhile is dropped by what is before
 * this, or waits there, as a file does.
 * <p><b>Threading:</b> a thread of its own; the log has another, that waits for the disk.
 */
public final class LogSink implements Sink {

    /** One that is being copied, and one that is ready. */
    private static final int BUFFERS_IN_FLIGHT = 2;

    /** How soon to look for room in a log that has none. */
    private static final long LOOK_MILLIS = 2;

    private static final long CLOSING_MILLIS = 6_000;
    private static final String THREAD = "dmxflux-log-sink";

    private final String name;
    private final LogFeed feed;
    private final FedBytes fed;
    private final SendCounters counters = new SendCounters();
    private final ArrivalRuns runs;

    /** Closed behind the feed. */
    private final Optional<TsLog> log;

    // guarded by this
    private @Nullable LogSubscriber active;
    private boolean closed;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(LogSink::thread);

    private LogSink(String name, LogFeed feed, Optional<TsLog> log, boolean keepsRecorded) {
        this.name = name;
        this.feed = feed;
        this.fed = new FedBytes(feed);
        this.runs = new ArrivalRuns(keepsRecorded);
        this.log = log;
    }

    private static Thread thread(Runnable work) {
        Thread made = new Thread(work, THREAD);
        made.setDaemon(true);
        return made;
    }

    /**
     * Creates a sink for a stream of a log.
     *
     * @param name for messages, as {@code log:hd@/var/log/dmxflux}
     * @param writer of the stream, closed with the sink; nothing else may append to it
     * @return the sink
     * @throws IllegalArgumentException if it has a sink, or another feed, already
     */
    public static LogSink to(String name, LogWriter writer) {
        return to(name, LogFeed.to(writer));
    }

    /**
     * Creates a sink for whatever takes packets into a log.
     *
     * @param name for messages, as {@code kafka://10.0.0.1:9092/hd}
     * @param feed of the stream, closed with the sink
     * @return the sink
     */
    public static LogSink to(String name, LogFeed feed) {
        return new LogSink(Check.given(name, "name"), Check.given(feed, "feed"), Optional.empty(), true);
    }

    /**
     * Creates a sink for the one stream that its log was opened for.
     *
     * @param name for messages, as {@code kafka://10.0.0.1:9092/hd}
     * @param feed of the stream, closed with the sink
     * @param log closed with the sink, behind the feed
     * @return the sink
     */
    public static LogSink to(String name, LogFeed feed, TsLog log) {
        return new LogSink(
                Check.given(name, "name"), Check.given(feed, "feed"), Optional.of(Check.given(log, "log")), true);
    }

    /**
     * Creates a sink that stamps what is read out of a log with the time at which it comes here: a viewer goes back from now.
     *
     * @param name for messages
     * @param writer of the stream, closed with the sink; nothing else may append to it
     * @return the sink
     * @throws IllegalArgumentException if it has a sink, or another feed, already
     */
    public static LogSink ofNow(String name, LogWriter writer) {
        return new LogSink(Check.given(name, "name"), LogFeed.to(writer), Optional.empty(), false);
    }

    @Override
    public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
        return SinkMono.of(buffers, this::subscriber);
    }

    private synchronized LogSubscriber subscriber(CoreSubscriber<? super Void> actual) throws IOException {
        if (closed) {
            throw new IOException(this + ": cannot send, the sink is closed (expected: an open one)");
        }
        if (active != null) {
            throw new IllegalStateException(
                    this + ": is writing another stream (expected: one stream per sink at a time)");
        }
        LogSubscriber next = new LogSubscriber(actual);
        active = next;
        return next;
    }

    /** Admits another stream, or lets another writer in if the sink was closed meanwhile. */
    private void over(LogSubscriber subscriber) {
        boolean last;
        synchronized (this) {
            last = closed && active == subscriber;
            active = active == subscriber ? null : active;
        }
        if (last) {
            end();
        }
    }

    /** Behind what the streams have left to do, which is refused by a thread that is to end already. */
    private void end() {
        thread.execute(() -> {
            try {
                closeFeed();
            } finally {
                thread.shutdown();
            }
        });
    }

    private void closeFeed() {
        try {
            feed.close();
        } finally {
            log.ifPresent(TsLog::close);
        }
    }

    /**
     * Returns what has become of the packets in the log.
     *
     * @return its book, now
     */
    public LogBook log() {
        return feed.book();
    }

    /** Sent is what is written. */
    @Override
    public SendStats stats() {
        LogBook kept = feed.book();
        return new SendStats(0, kept.written().bytes(), FedBytes.failures(kept));
    }

    /** What is in a chunk, or waits for the log, or is kept ready by a standby, is queued. */
    @Override
    public SinkBook book() {
        LogBook kept = feed.book(); // first: all that it has came here before
        SinkBook taken = counters.book();
        BookEntry lacking = kept.dropped().plus(kept.refused());
        long gone = kept.written().bytes() + lacking.bytes() + kept.elsewhere().bytes();
        long waits = taken.sent().bytes() - gone;
        return new SinkBook(
                kept.written(), taken.added(), lacking, kept.elsewhere(), taken.closed(), taken.queuedBytes() + waits);
    }

    @Override
    public long readyBytes() {
        return feed.readyBytes();
    }

    @Override
    public Optional<String> waitsFor() {
        return feed.waitsFor();
    }

    /**
     * Closes the writer as well, when what has come so far is appended; waits for that {@value #CLOSING_MILLIS} ms at most, and
     * not at all on a thread that must not block.
     */
    @Override
    public void close() {
        LogSubscriber writing;
        boolean first;
        synchronized (this) {
            first = !closed;
            closed = true;
            writing = active;
        }
        if (writing != null) {
            writing.close(new IOException(this + ": closed while sending"));
        } else if (first) {
            end();
        }
        if (Schedulers.isInNonBlockingThread()
                || Thread.currentThread().getName().equals(THREAD)) {
            return;
        }
        if (!Closing.await(thread::awaitTermination, CLOSING_MILLIS)) {
            closeFeed(); // whatever it waits for
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** One stream on its way into the log. */
    private final class LogSubscriber extends SinkSubscriber {

        private final FeedQueue waiting = new FeedQueue(feed, fed, runs, counters);
        private final ChunkTimer chunkEnd = new ChunkTimer(feed, thread, this::fail);
        private boolean lookIsDue;

        /** Whether its end does not wait for the log any more. */
        private boolean released;

        LogSubscriber(CoreSubscriber<? super Void> actual) {
            super(actual, thread, BUFFERS_IN_FLIGHT, counters);
        }

        @Override
        public void cancel() {
            super.cancel();
            over(this);
        }

        @Override
        void consume(ByteBuf buffer) {
            waiting.add(buffer);
            append();
        }

        /** What has no room stays, and nothing more is requested: what is before this knows what to drop. */
        private void append() {
            while (!waiting.isEmpty()) {
                if (!waiting.copyFirst()) {
                    lookAgain();
                    return;
                }
                consumed();
            }
            chunkEnd.set(runs.isRecorded());
        }

        private void lookAgain() {
            if (!lookIsDue) {
                lookIsDue = true;
                thread.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private void look() {
            lookIsDue = false;
            if (waiting.isEmpty()) {
                return; // it has ended
            }
            try {
                append();
            } catch (RuntimeException | Error e) { // nobody else tells the subscriber
                fail(e);
            }
        }

        /** The stream has ended when all of it is written, or refused. */
        @Override
        void finish() {
            started();
            endIfWritten();
        }

        private void endIfWritten() {
            try {
                if (!released && waiting.isEmpty()) {
                    feed.flush();
                }
            } catch (RuntimeException | Error e) { // nobody else tells the subscriber
                fail(e);
            }
            if (released || waiting.isEmpty() && !feed.isWriting()) {
                ended();
            } else {
                thread.schedule(this::endIfWritten, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        void release() {
            released = true;
            waiting.release();
            try {
                feed.flush();
            } finally {
                over(this);
            }
        }
    }
}
