// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import reactor.core.publisher.SynchronousSink;

/**
 * Fills buffers from a feed, and hands each on when its last packet is due.
 *
 * <p>How many packets a buffer takes follows the bit rate: as many whole datagrams as fit into its longest time by
 * the distance of the packets in the buffer before. If they come more slowly than expected, the buffer goes with the
 * datagram that has begun. Where the distance is not what it was (at first, at a change of rate, at the end) a buffer may
 * be that long late, but no packet is ever early. An unpaced feed, whose packets are all due, fills every buffer but the first.
 *
 * <p><b>Threading:</b> confined to one thread, which sleeps in {@link #next} until packets are due; an interrupt says
 * that nobody wants them any more.
 */
final class BufferReader {

    /** The time that a paced source goes by. */
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

        /** Returns nanoseconds since some moment that stays the same. */
        long nanos();

        /** Waits for so many nanoseconds, or shorter: until the thread is interrupted, or for no reason. */
        void await(long nanos);
    }

    /** Packets per UDP datagram: 7 x 188 = 1316 bytes, the most that fits a 1500-byte MTU with IP and UDP headers. */
    private static final int DATAGRAM_PACKETS = 7;

    private static final int DATAGRAM_BYTES = DATAGRAM_PACKETS * TsPacket.LENGTH;

    /** The largest buffer: 49 datagrams, the most that one UDP GSO send carries. */
    static final int MOST_BYTES = 49 * DATAGRAM_BYTES;

    private final StreamFeed feed;
    private final Clock clock;
    private final long longestNanos;
    private final long startNanos;
    private long packetNanos;

    /**
     * Starts the feed's clock.
     *
     * @param feed closed with this
     * @param clock what to wait by
     * @param longestNanos the longest stretch of stream in one buffer
     */
    BufferReader(StreamFeed feed, Clock clock, long longestNanos) {
        this.feed = feed;
        this.clock = clock;
        this.longestNanos = longestNanos;
        this.packetNanos = longestNanos;
        this.startNanos = clock.nanos();
    }

    /** Emits one buffer, or completes; this is a generator's step and so returns the next state, this again. */
    BufferReader next(SynchronousSink<ByteBuf> sink) {
        int bytes = bufferBytes();
        emit(
                bytes,
                buffer -> {
                    buffer.writerIndex(fill(buffer.internalNioBuffer(0, bytes)));
                    return !isCancelled();
                },
                sink);
        return this;
    }

    /**
     * Emits a buffer as a generator's step; where it stays empty, or is wanted no more, completes.
     *
     * @param bytes room in it
     * @param fill writes what there is; false if the subscription is cancelled. If this throws, the buffer is released
     * @param sink of the step
     */
    static void emit(int bytes, Predicate<ByteBuf> fill, SynchronousSink<ByteBuf> sink) {
        ByteBuf buffer = PacketBuffers.allocate(bytes);
        boolean filled = false;
        try {
            filled = fill.test(buffer) && buffer.isReadable();
        } finally {
            if (!filled) {
                buffer.release();
            }
        }
        if (filled) {
            sink.next(buffer);
        } else {
            sink.complete();
        }
    }

    void close() {
        feed.close();
    }

    private int bufferBytes() {
        long packets = longestNanos / Math.max(packetNanos, 1);
        long bytes = packets / DATAGRAM_PACKETS * DATAGRAM_BYTES;
        return (int) Math.max(DATAGRAM_BYTES, Math.min(bytes, MOST_BYTES));
    }

    /** Copies packets as they become due until there are whole datagrams, and returns the bytes; 0 at the end. */
    private int fill(ByteBuffer target) {
        int start = target.position();
        long firstDue = feed.dueNanos();
        feed.read(target, elapsedNanos());
        while (target.hasRemaining() && feed.dueNanos() != Long.MAX_VALUE && !isCancelled()) {
            awaitPackets(target.remaining() / TsPacket.LENGTH);
            feed.read(target, elapsedNanos());
            target.limit(start + wholeDatagrams(target.position() - start));
        }
        int bytes = target.position() - start;
        learnPace(firstDue, bytes / TsPacket.LENGTH);
        return bytes;
    }

    /** Sleeps until so many packets are due by the pace so far, but no longer than a buffer may be behind the first. */
    private void awaitPackets(int count) {
        long dueNanos = feed.dueNanos() + Math.min((count - 1) * packetNanos, longestNanos);
        long left = dueNanos - elapsedNanos();
        while (left > 0 && !isCancelled()) {
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

    private static boolean isCancelled() {
        return Thread.currentThread().isInterrupted();
    }
}
