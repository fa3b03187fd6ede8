// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookMoves;
import io.dmxflux.check.Check;
import io.dmxflux.ts.log.LogRecovery.Mended;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.scheduler.Schedulers;

/**
 * Writes a stream into segments, on a thread of its own: what waits at once, up to 16 chunks, in one gathering write.
 *
 * <p><b>Holds:</b> as many bytes of chunks as the queue may have, and 16 chunks that are being written.
 */
final class FileLogWriter implements LogWriter {

    private static final int MOST_CHUNKS = 16;
    private static final long UPKEEP_MILLIS = 1_000;
    private static final long CLOSING_MILLIS = 5_000;

    private final LogStream stream;
    private final StreamLock lock;
    private final SegmentRoll segments;
    private final int epoch;
    private final long firstDatagram;
    private final ChunkQueue queue;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);

    private final BookMoves moves = new BookMoves();
    private final BookAccount appended = new BookAccount();
    private final BookAccount written = new BookAccount();
    private final BookAccount dropped = new BookAccount();
    private final BookAccount refused = new BookAccount();
    private final AtomicLong heldBytes = new AtomicLong();
    private long toldDroppedBytes;

    /** Guarded by this. */
    private long nextDatagram;

    private FileLogWriter(LogStream stream, StreamLock lock, Mended mended, FileLogConfig config) {
        this.stream = stream;
        this.lock = lock;
        this.epoch = mended.epoch() + 1;
        this.firstDatagram = mended.nextDatagram();
        this.nextDatagram = firstDatagram;
        this.queue = new ChunkQueue(config.queueBytes);
        this.segments = new SegmentRoll(stream, config);
        this.thread = new Thread(this::run, "dmxflux-log-" + stream.name());
        thread.setDaemon(true);
    }

    /**
     * Opens a stream for writing.
     *
     * @throws IOException in one line
     */
    static FileLogWriter open(LogStream stream, FileLogConfig config) throws IOException {
        StreamLock lock = StreamLock.of(stream);
        try {
            Mended mended = new LogRecovery(stream.name(), stream.folder(), config.disk, stream::tell).mend();
            FileLogWriter writer = new FileLogWriter(stream, lock, mended, config);
            stream.tell(new LogEvent.Opened(
                    stream.name(), writer.epoch, writer.firstDatagram, mended.cutBytes(), mended.last()));
            stream.edge().writer(true);
            writer.thread.start();
            return writer;
        } catch (IOException e) {
            lock.close();
            throw LogFailure.cannotOpen(stream.label(), stream.folder(), e);
        }
    }

    /** Tells whether its thread runs. */
    boolean isOpen() {
        return ended.getCount() > 0;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public long firstDatagram() {
        return firstDatagram;
    }

    @Override
    public void append(TsChunk chunk) {
        List<TsChunk> outOfRoom = new ArrayList<>(0);
        boolean taken = false;
        try {
            taken = admit(chunk, outOfRoom);
        } finally {
            if (!taken) {
                chunk.release();
            }
        }
    }

    private synchronized boolean admit(TsChunk chunk, List<TsChunk> outOfRoom) {
        Check.argument(chunk.epoch() == epoch, "chunk", chunk, "one of epoch " + epoch);
        Check.argument(
                chunk.firstDatagram() >= nextDatagram, "chunk", chunk, "one from datagram " + nextDatagram + " on");
        int bytes = chunk.packetBytes();
        long next = chunk.endDatagram();
        moves.begin();
        try {
            if (!queue.add(chunk, outOfRoom)) {
                throw new IllegalStateException(stream.label() + ": closed (expected: open)");
            }
            appended.add(bytes);
            heldBytes.addAndGet(bytes);
            nextDatagram = next;
            for (TsChunk oldest : outOfRoom) {
                heldBytes.addAndGet(-oldest.packetBytes());
                dropped.add(oldest.packetBytes());
                oldest.release();
            }
        } finally {
            moves.end();
        }
        return true;
    }

    private void run() {
        List<TsChunk> batch = new ArrayList<>(MOST_CHUNKS);
        try {
            while (queue.take(batch, MOST_CHUNKS, Math.min(UPKEEP_MILLIS, segments.syncMillis()))) {
                if (!batch.isEmpty()) {
                    write(batch);
                }
                segments.upkeep();
                tellDropped();
            }
        } finally {
            segments.close();
            tellDropped();
            stream.edge().writer(false);
            lock.close();
            ended.countDown();
        }
    }

    private void write(List<TsChunk> batch) {
        int done = 0;
        try {
            done = segments.write(batch);
        } catch (RuntimeException | OutOfMemoryError e) { // the thread goes on, and what it could not write is counted
            stream.tell(new LogEvent.Waits(stream.name(), stream.label() + ": write failed: " + e));
        }
        for (int i = 0; i < batch.size(); i++) {
            TsChunk chunk = batch.get(i);
            int bytes = chunk.packetBytes();
            moves.begin();
            try {
                heldBytes.addAndGet(-bytes);
                (i < done ? written : refused).add(bytes);
            } finally {
                moves.end();
            }
            chunk.release();
        }
        batch.clear();
        stream.edge().moved();
    }

    private void tellDropped() {
        long now = dropped.bytes();
        if (now > toldDroppedBytes) {
            stream.tell(new LogEvent.FellBehind(stream.name(), now - toldDroppedBytes));
            toldDroppedBytes = now;
        }
    }

    @Override
    public LogBook book() {
        return moves.read(() ->
                new LogBook(appended.entry(), written.entry(), dropped.entry(), refused.entry(), heldBytes.get()));
    }

    @Override
    public Optional<String> waitsFor() {
        return segments.waitsFor();
    }

    /**
     * Waits {@value #CLOSING_MILLIS} ms at most for what is to be written, as a disk can block for longer, and not at all on a
     * thread that must not block.
     */
    @Override
    public void close() {
        queue.close();
        if (Schedulers.isInNonBlockingThread() || Thread.currentThread() == thread) {
            return;
        }
        try {
            if (!ended.await(CLOSING_MILLIS, TimeUnit.MILLISECONDS)) {
                stream.tell(new LogEvent.Waits(
                        stream.name(),
                        stream.label() + ": not written to its end after " + CLOSING_MILLIS
                                + " ms (expected: a disk that answers)"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
