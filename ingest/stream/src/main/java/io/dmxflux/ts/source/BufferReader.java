// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.SynchronousSink;

/**
 * Fills buffers from a feed, and emits each when its last packet is due.
 *
 * <p>The size of a buffer follows the bit rate: as many whole datagrams as fit into its longest time at the rate of the
 * buffer before, up to a limit. If packets come more slowly than expected, the buffer ends with the datagram that has begun. Where the rate
 * changes (at first, within the stream, at the end) a buffer may be late by that much, but no packet is ever early. An
 * unpaced feed, whose packets are all due, fills every buffer but the first. A reader that was held up for more than a tenth
 * of a second, by a machine that is busy or for lack of demand, goes on from there at the stream's pace.
 *
 * <p><b>Threading:</b> confined to one thread, which sleeps in {@link #next} until packets are due. An interrupt ends that with
 * an error, which nobody is told of where it is the end of a subscription that was cancelled.
 */
final class BufferReader {

    /** The clock of a paced source. */
    interface Clock {

        /** The machine's monotonic clock. */
        Clock SYSTEM = new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void await(long nanos) {
                LockSupport.parkNanos(nanos);
            }
        };

        /** Returns nanoseconds since a fixed moment. */
        long nanos();

        /** Waits, or returns earlier: because the thread is interrupted, or spuriously. */
        void await(long nanos);
    }

    /** Packets per UDP datagram: 7 x 188 = 1316 bytes, the most that fits a 1500-byte MTU with IP and UDP headers. */
    private static final int DATAGRAM_PACKETS = 7;

    private static final int DATAGRAM_BYTES = DATAGRAM_PACKETS * TsPacket.LENGTH;

    /** 49 datagrams, the most that one UDP GSO send carries. */
    static final int MOST_BYTES = 49 * DATAGRAM_BYTES;

    /** Four sends, for which a file is read once. */
    static final int BULK_BYTES = 4 * MOST_BYTES;

    /** What is due for less is made up for: half a megabyte of a multiplex, a quarter of what an output queues. */
    private static final long MOST_LATE_NANOS = 100_000_000;

    /** Fills a buffer as far as it can. */
    interface Filling {

        /** Writes what is there, nothing at the end. Whatever it throws, what has been written is counted as closed. */
        void fill(ByteBuf buffer) throws InterruptedIOException;
    }

    private final String name;
    private final StreamFeed feed;
    private final Clock clock;
    private final long longestNanos;
    private final int mostBytes;
    private final FileAccounts accounts;
    private long startNanos;
    private long packetNanos;
    private long toldSkippedBytes;
    private long readBytes;

    /**
     * Starts the feed's clock.
     *
     * @param name of the source, for errors
     * @param feed closed with this
     * @param clock what to wait by
     * @param longestNanos the longest stretch of stream in one buffer
     * @param mostBytes the largest buffer, in whole datagrams
     * @param accounts of the source
     */
    BufferReader(String name, StreamFeed feed, Clock clock, long longestNanos, int mostBytes, FileAccounts accounts) {
        this.name = name;
        this.feed = feed;
        this.clock = clock;
        this.longestNanos = longestNanos;
        this.mostBytes = mostBytes;
        this.accounts = accounts;
        this.packetNanos = longestNanos;
        this.startNanos = clock.nanos();
    }

    /** Emits one buffer, or completes: a step of {@code Flux.generate}, which returns the next state, this. */
    BufferReader next(SynchronousSink<ByteBuf> sink) {
        int bytes = bufferBytes();
        emit(bytes, buffer -> fillFromFeed(buffer, bytes), sink, accounts);
        tellSkipped();
        return this;
    }

    private void fillFromFeed(ByteBuf buffer, int bytes) throws InterruptedIOException {
        int filled = fill(buffer.internalNioBuffer(0, bytes));
        readBytes += filled;
        buffer.writerIndex(filled);
        if (isInterrupted() && feed.dueNanos() != Long.MAX_VALUE) {
            throw interrupted(name, readBytes);
        }
        if (filled == 0) {
            feed.shortfall().ifPresent(reason -> {
                throw new UncheckedIOException(reason, new EOFException(reason));
            });
        }
    }

    /** Says in one line that a stream has ended before its end. */
    static InterruptedIOException interrupted(String name, long bytes) {
        return new InterruptedIOException(
                name + ": interrupted after " + bytes
                        + " bytes, before its end (expected: a thread that is not interrupted; cancel the subscription to stop)");
    }

    /**
     * Emits a buffer as a step of {@code Flux.generate}; completes if it stays empty, and fails if it is interrupted.
     *
     * @param bytes room in it
     * @param filling writes the available bytes. If it throws, the buffer is released
     * @param sink of the step
     * @param accounts where what was read is counted
     */
    static void emit(int bytes, Filling filling, SynchronousSink<ByteBuf> sink, FileAccounts accounts) {
        ByteBuf buffer = PacketBuffers.allocate(bytes);
        InterruptedIOException interrupted = null;
        boolean filled = false;
        try {
            filling.fill(buffer);
            filled = buffer.isReadable();
        } catch (InterruptedIOException e) {
            interrupted = e;
        } finally {
            int read = buffer.readableBytes();
            accounts.read(read);
            if (!filled) {
                accounts.closed(read);
                buffer.release();
            }
        }
        if (filled) {
            sink.next(buffer);
        } else if (interrupted == null) {
            sink.complete();
        } else {
            sink.error(new UncheckedIOException(interrupted.getMessage(), interrupted));
        }
    }

    /** Counts the bytes of the recording that belonged to no packet, since the last call. */
    private void tellSkipped() {
        long skipped = feed.skippedBytes() - toldSkippedBytes;
        toldSkippedBytes += skipped;
        accounts.skipped(skipped);
    }

    void close() {
        feed.close();
    }

    private int bufferBytes() {
        long packets = longestNanos / Math.max(packetNanos, 1);
        long bytes = packets / DATAGRAM_PACKETS * DATAGRAM_BYTES;
        return (int) Math.max(DATAGRAM_BYTES, Math.min(bytes, mostBytes));
    }

    /** Copies packets as they become due until a datagram is whole, and returns the bytes; 0 at the end. */
    private int fill(ByteBuffer target) {
        int start = target.position();
        long firstDue = feed.dueNanos();
        goOnFrom(firstDue);
        feed.read(target, elapsedNanos());
        while (target.hasRemaining() && feed.dueNanos() != Long.MAX_VALUE && !isInterrupted()) {
            awaitPackets(target.remaining() / TsPacket.LENGTH);
            feed.read(target, elapsedNanos());
            target.limit(start + wholeDatagrams(target.position() - start));
        }
        int bytes = target.position() - start;
        learnPace(firstDue, bytes / TsPacket.LENGTH);
        return bytes;
    }

    /**
     * Has the clock stand still for a reader that is late by more than {@link #MOST_LATE_NANOS}. A file can wait: emitted at
     * once, what was due meanwhile would be more than an output queues.
     */
    private void goOnFrom(long dueNanos) {
        long late = elapsedNanos() - dueNanos;
        if (feed.isPaced() && late > MOST_LATE_NANOS) {
            startNanos += late;
        }
    }

    /** Sleeps until so many packets are due at the rate so far, or the first has waited for a buffer's longest time. */
    private void awaitPackets(int count) {
        long dueNanos = feed.dueNanos() + Math.min((count - 1) * packetNanos, longestNanos);
        long left = dueNanos - elapsedNanos();
        while (left > 0 && !isInterrupted()) {
            clock.await(left);
            left = dueNanos - elapsedNanos();
        }
    }

    private void learnPace(long firstDue, int packets) {
        long due = feed.dueNanos();
        if (packets > 0 && due != Long.MAX_VALUE) {
            packetNanos = (due - firstDue) / packets;
        }
    }

    private static int wholeDatagrams(int bytes) {
        return (bytes + DATAGRAM_BYTES - 1) / DATAGRAM_BYTES * DATAGRAM_BYTES;
    }

    private long elapsedNanos() {
        return clock.nanos() - startNanos;
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }
}
