// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.packet.MemoryHold;
import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.log.ChunkCutter;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogWriter;
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

/**
 * Keeps a stream in a log: cuts it into chunks, each datagram with the time at which its buffer came.
 *
 * <p><b>Copies:</b> packets once, into the chunk. A buffer that a driver lent goes home at once.
 * <p><b>Shape:</b> whole packets, as behind {@code AlignPackets}. A chunk ends after 20 ms, also if nothing more comes.
 * <p><b>Losses:</b> what a disk that is too slow, or full, costs is on the accounts of {@link #log}; to this sink, a packet is
 * sent when it is appended.
 * <p><b>Threading:</b> a thread of its own for each stream; the log has another, that waits for the disk.
 */
public final class LogSink implements Sink {

    /** One that is being copied, and one that is ready. */
    private static final int BUFFERS_IN_FLIGHT = 2;

    private static final long LONGEST_MILLIS = 20;

    private final String name;
    private final LogWriter writer;
    private final SendCounters counters = new SendCounters();

    // guarded by this
    private @Nullable LogSubscriber active;
    private boolean closed;

    /** Of one stream after the other, on the thread of each. */
    private final ChunkCutter cutter;

    private LogSink(String name, LogWriter writer) {
        this.name = name;
        this.writer = writer;
        this.cutter = new ChunkCutter(writer.epoch(), writer.firstDatagram(), writer::append);
    }

    /**
     * Creates a sink for a stream of a log.
     *
     * @param name for messages, as {@code log:hd@/var/log/dmxflux}
     * @param writer of the stream, closed with the sink
     * @return the sink
     */
    public static LogSink to(String name, LogWriter writer) {
        return new LogSink(Check.given(name, "name"), Check.given(writer, "writer"));
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
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "dmxflux-log-sink");
            made.setDaemon(true);
            return made;
        });
        LogSubscriber next = new LogSubscriber(actual, thread);
        active = next;
        return next;
    }

    /** Admits another stream; or lets another writer in, if the sink was closed meanwhile. */
    private void over() {
        boolean last;
        synchronized (this) {
            active = null;
            last = closed;
        }
        if (last) {
            writer.close();
        }
    }

    /**
     * Returns what has become of the packets in the log.
     *
     * @return its book, now
     */
    public LogBook log() {
        return writer.book();
    }

    @Override
    public SendStats stats() {
        return counters.stats();
    }

    @Override
    public SinkBook book() {
        return counters.book();
    }

    @Override
    public Optional<String> waitsFor() {
        return writer.waitsFor();
    }

    /** Closes the writer as well: at once, or when what the stream has brought so far is appended. */
    @Override
    public void close() {
        LogSubscriber writing;
        synchronized (this) {
            closed = true;
            writing = active;
        }
        if (writing == null) {
            writer.close();
        } else {
            writing.close(new IOException(this + ": closed while sending"));
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** One stream on its way into the log. */
    private final class LogSubscriber extends SinkSubscriber {

        private final ScheduledExecutorService thread;
        private boolean flushIsDue;

        LogSubscriber(CoreSubscriber<? super Void> actual, ScheduledExecutorService thread) {
            super(actual, thread, BUFFERS_IN_FLIGHT, counters);
            this.thread = thread;
        }

        @Override
        void consume(ByteBuf buffer) {
            int bytes = buffer.readableBytes();
            boolean kept = false;
            MemoryHold hold = MemoryHold.of(buffer);
            try {
                if (hold != null) {
                    cutter.add(buffer, Pcr.fromNanos(System.nanoTime()), System.currentTimeMillis());
                    kept = true;
                }
            } finally {
                if (hold != null) {
                    hold.letGo();
                }
                buffer.release();
                if (kept) {
                    counters.sent(0, bytes);
                } else {
                    counters.closed(bytes);
                }
            }
            consumed();
            flushInTime();
        }

        private void flushInTime() {
            if (!flushIsDue) {
                flushIsDue = true;
                thread.schedule(this::flushDue, LONGEST_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        /** A chunk may be younger than the timer, which costs no more than a shorter chunk. */
        private void flushDue() {
            flushIsDue = false;
            cutter.flush();
        }

        @Override
        void finish() {
            cutter.flush();
        }

        @Override
        void release() {
            thread.shutdownNow();
            try {
                cutter.close();
            } finally {
                over();
            }
        }
    }
}
