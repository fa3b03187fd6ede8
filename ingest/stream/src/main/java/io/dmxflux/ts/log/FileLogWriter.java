// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Closing;
import io.dmxflux.packet.OutOfPacketMemoryException;
import io.dmxflux.ts.log.LogRecovery.Mended;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import reactor.core.scheduler.Schedulers;

/**
 * Writes a stream into segments, on a thread of its own: what waits at once, up to 16 chunks, in one gathering write.
 *
 * <p><b>Holds:</b> as many bytes of chunks as the queue may have.
 */
final class FileLogWriter implements LogWriter {

    private static final int MOST_CHUNKS = 16;
    private static final long UPKEEP_MILLIS = 1_000;
    private static final long CLOSING_MILLIS = 5_000;

    private final LogStream stream;
    private final StreamLock lock;
    private final SegmentRoll segments;
    private final LogIntake intake;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final FallingBehind behind;

    /** Behind what is written. */
    private long endDatagram;

    private FileLogWriter(LogStream stream, StreamLock lock, Mended mended, FileLogConfig config) {
        this.stream = stream;
        this.lock = lock;
        LiveEdge.End before = stream.edge().end();
        this.intake = new LogIntake(
                stream.label(),
                Math.max(before.epoch(), mended.epoch()) + 1,
                Math.max(before.datagram(), mended.nextDatagram()),
                config.queueBytes,
                Long.MAX_VALUE);
        this.endDatagram = intake.firstDatagram();
        this.segments = new SegmentRoll(stream, lock, config);
        this.behind = new FallingBehind(stream.name(), stream::tell);
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
        boolean opened = false;
        try {
            Mended mended = new LogRecovery(stream.name(), stream.folder(), config.disk, stream::tell).mend();
            FileLogWriter writer = new FileLogWriter(stream, lock, mended, config);
            stream.tell(new LogEvent.Opened(
                    stream.name(), writer.epoch(), writer.firstDatagram(), mended.cutBytes(), mended.last()));
            stream.edge().writer(true);
            writer.thread.start();
            opened = true;
            return writer;
        } catch (IOException | OutOfPacketMemoryException e) {
            throw LogFailure.cannotOpen(stream.label(), stream.folder(), e);
        } finally {
            if (!opened) {
                stream.edge().writer(false);
                lock.close();
            }
        }
    }

    /** Tells whether its thread runs. */
    boolean isOpen() {
        return ended.getCount() > 0;
    }

    @Override
    public int epoch() {
        return intake.epoch();
    }

    @Override
    public long firstDatagram() {
        return intake.firstDatagram();
    }

    @Override
    public void append(TsChunk chunk) {
        intake.append(chunk);
    }

    @Override
    public boolean hasRoom() {
        return intake.hasRoom();
    }

    private void run() {
        List<TsChunk> batch = new ArrayList<>(MOST_CHUNKS);
        try {
            while (!intake.isDone()) {
                take(batch);
                if (!batch.isEmpty()) {
                    write(batch);
                }
                segments.upkeep();
                lookAtDropped();
            }
        } catch (RuntimeException | Error e) { // nobody else would know why it takes no more
            stream.tell(new LogEvent.Waits(stream.name(), stream.label() + ": the writer has ended: " + e));
            throw e;
        } finally {
            end();
        }
    }

    /** Whatever fails, another writer gets in. */
    private void end() {
        try {
            intake.close();
            intake.abandon();
            segments.close();
            lookAtDropped();
            behind.end();
        } finally {
            stream.edge().endedAt(new LiveEdge.End(epoch(), endDatagram));
            lock.close();
            ended.countDown();
        }
    }

    private void take(List<TsChunk> batch) {
        TsChunk chunk = intake.take(Math.min(UPKEEP_MILLIS, segments.syncMillis()));
        while (chunk != null) {
            batch.add(chunk);
            chunk = batch.size() < MOST_CHUNKS ? intake.take(0) : null;
        }
    }

    private void write(List<TsChunk> batch) {
        int done = 0;
        try {
            done = segments.write(batch);
        } catch (RuntimeException | Error e) { // the thread goes on, and what it could not write is counted
            stream.tell(new LogEvent.Waits(stream.name(), stream.label() + ": write failed: " + e));
        }
        if (done > 0) {
            endDatagram = batch.get(done - 1).endDatagram();
        }
        for (int i = 0; i < batch.size(); i++) {
            TsChunk chunk = batch.get(i);
            intake.settle(chunk.length(), chunk.packetBytes(), i < done);
            chunk.release();
        }
        batch.clear();
        stream.edge().moved();
    }

    private void lookAtDropped() {
        behind.look(System.nanoTime(), intake.droppedBytes());
    }

    @Override
    public LogBook book() {
        return intake.book();
    }

    @Override
    public Optional<String> waitsFor() {
        return segments.waitsFor();
    }

    @Override
    public String toString() {
        return stream.label();
    }

    /**
     * Waits {@value #CLOSING_MILLIS} ms at most for what is to be written, as a disk can block for longer, and not at all on a
     * thread that must not block.
     */
    @Override
    public void close() {
        intake.close();
        if (Schedulers.isInNonBlockingThread() || Thread.currentThread() == thread) {
            return;
        }
        if (!Closing.await(ended::await, CLOSING_MILLIS)) {
            stream.tell(new LogEvent.Waits(
                    stream.name(),
                    stream.label() + ": not written to its end after " + CLOSING_MILLIS
                            + " ms (expected: a disk that answers)"));
        }
    }
}
