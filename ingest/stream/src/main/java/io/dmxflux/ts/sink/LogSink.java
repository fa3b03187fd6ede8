// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.MemoryHold;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
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
import reactor.core.scheduler.Schedulers;

/**
 * Keeps a stream in a log: cuts it into chunks, each datagram with the time at which its buffer came: that of the driver where the
 * buffer carries it ({@link Arrivals}), that at which it comes here otherwise.
 *
 * <p><b>Copies:</b> packets once, into the chunk. A buffer that a driver lent goes home at once.
 * <p><b>Shape:</b> whole packets, as behind {@code AlignPackets}. A chunk ends after 20 ms, also if nothing more comes.
 * <p><b>Losses:</b> a {@link Loss} before a buffer leaves out as many numbers of datagrams, at least one. What a disk that is too slow, or full, costs is on the accounts of {@link #log}; to this sink, a packet is
 * sent when it is appended.
 * <p><b>Threading:</b> a thread of its own; the log has another, that waits for the disk.
 */
public final class LogSink implements Sink {

    /** One that is being copied, and one that is ready. */
    private static final int BUFFERS_IN_FLIGHT = 2;

    private static final long LONGEST_MILLIS = 20;

    private static final long DATAGRAM_BYTES = 7L * TsPacket.LENGTH;
    private static final long CLOSING_MILLIS = 6_000;
    private static final String THREAD = "dmxflux-log-sink";

    private final String name;
    private final LogWriter writer;
    private final SendCounters counters = new SendCounters();

    // guarded by this
    private @Nullable LogSubscriber active;
    private boolean closed;

    /** Of one stream after the other, on the thread. */
    private final ChunkCutter cutter;

    private long lastNanos = Long.MIN_VALUE;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(LogSink::thread);

    private LogSink(String name, LogWriter writer) {
        this.name = name;
        this.writer = writer;
        this.cutter = new ChunkCutter(writer.epoch(), writer.firstDatagram(), writer::append);
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

    /** Behind what the streams have left to do. */
    private void end() {
        thread.execute(() -> {
            cutter.flush();
            writer.close();
        });
        thread.shutdown();
    }

    /** A recording that is read again comes now. */
    private long arrivalNanos(ByteBuf buffer) {
        Arrivals arrivals = Arrivals.of(buffer);
        long came = arrivals == null || arrivals.isRecorded() ? System.nanoTime() : arrivals.nanos(0);
        lastNanos = Math.max(lastNanos, came);
        return lastNanos;
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
        try {
            if (!thread.awaitTermination(CLOSING_MILLIS, TimeUnit.MILLISECONDS)) {
                writer.close(); // whatever it waits for
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** One stream on its way into the log. */
    private final class LogSubscriber extends SinkSubscriber {

        private final Loss.Reader losses = new Loss.Reader();
        private boolean flushIsDue;

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
            int bytes = buffer.readableBytes();
            boolean kept = false;
            MemoryHold hold = MemoryHold.of(buffer);
            try {
                if (hold != null) {
                    skip(losses.next(buffer));
                    cutter.add(buffer, Pcr.fromNanos(arrivalNanos(buffer)), System.currentTimeMillis());
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

        private void skip(@Nullable Loss loss) {
            if (loss == null) {
                return;
            }
            long bytes = 0;
            for (Loss.Account account : Loss.Account.values()) {
                bytes += Math.max(0, loss.bytes(account));
            }
            cutter.skip(Math.max(1, (bytes + DATAGRAM_BYTES - 1) / DATAGRAM_BYTES));
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
            try {
                cutter.flush();
            } finally {
                over(this);
            }
        }
    }
}
