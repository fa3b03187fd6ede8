// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.QueuedMemory;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What a standby has received last, so that it can go on behind the last packet that another has logged.
 * <pre>
 *   the owner's log     ... a b c d|                     the owner dies behind d
 *   the ring          | b c d e f g h                    the standby receives the same stream
 *   the log goes on     ... a b c d|e f g h ...
 * </pre>
 *
 * <p><b>Copies:</b> packets once, into the ring, and once more into chunks at the takeover.
 * <p><b>Holds:</b> as many bytes as come in its time at its bit rate, less where memory is short for all queues of the process
 * ({@link QueuedMemory}); the oldest are dropped.
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StandbyRing implements AutoCloseable {

    /** The least that covers the detection of an owner that is dead, and the way to the log. */
    public static final Duration LEAST = Duration.ofSeconds(10);

    /** The most that it covers. */
    public static final Duration MOST = Duration.ofMinutes(1);

    private static final long MOST_BITS_PER_SECOND = 1_000_000_000;

    private final long mostBytes;
    private final long longestTicks;
    private final QueuedMemory memory;
    private final Deque<Held> held = new ArrayDeque<>();
    private long heldBytes;
    private long missing;

    /**
     * A buffer as it came.
     *
     * @param missing datagrams before it
     */
    record Held(ByteBuf packets, long arrivalTicks, long wallMillis, long missing) {}

    /**
     * A ring for a stream.
     *
     * @param bitsPerSecond the most that the stream has
     * @param longest the time that it covers, {@link #LEAST} or more, up to a minute
     * @throws IllegalArgumentException if one is out of its range
     */
    public StandbyRing(long bitsPerSecond, Duration longest) {
        this(bitsPerSecond, longest, QueuedMemory.PROCESS);
    }

    /** One that shares memory with others. */
    StandbyRing(long bitsPerSecond, Duration longest, QueuedMemory memory) {
        this.memory = memory;
        Check.argument(
                bitsPerSecond > 0 && bitsPerSecond <= MOST_BITS_PER_SECOND,
                "bitsPerSecond",
                bitsPerSecond,
                "1 to " + MOST_BITS_PER_SECOND);
        long nanos = Check.nanos(longest, "longest");
        Check.argument(
                longest.compareTo(LEAST) >= 0 && longest.compareTo(MOST) <= 0, "longest", longest, "10 s to a minute");
        mostBytes = bitsPerSecond / Byte.SIZE * longest.toMillis() / 1_000;
        longestTicks = Pcr.fromNanos(nanos);
    }

    /**
     * Adds what was received.
     *
     * @param buffer whole packets; stays the caller's
     * @param arrivalTicks when they came, in ticks of 27 MHz of a clock that never steps
     * @param wallMillis the same by the wall clock, milliseconds since 1970
     * @throws IllegalArgumentException if they are not whole packets
     */
    public void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
        int bytes = Check.given(buffer, "buffer").readableBytes();
        Check.argument(bytes % TsPacket.LENGTH == 0, "buffer", bytes + " bytes", "whole packets of 188 bytes");
        if (bytes == 0) {
            return;
        }
        ByteBuf copy = PacketBuffers.allocate(bytes).writeBytes(buffer, buffer.readerIndex(), bytes);
        held.add(new Held(copy, arrivalTicks, wallMillis, missing));
        missing = 0;
        if (heldBytes == 0) {
            memory.begin();
        }
        holds(bytes);
        while (held.size() > 1 && (hasTooMuch() || arrivalTicks - held.element().arrivalTicks() > longestTicks)) {
            drop();
        }
    }

    private boolean hasTooMuch() {
        return heldBytes > mostBytes || memory.isExceededBy(heldBytes);
    }

    private void holds(int more) {
        heldBytes += more;
        memory.take(more);
    }

    /**
     * Notes what is missing before the next packets, whose numbers are left out when they go into a log.
     *
     * @param datagrams how many, 1 to {@link ChunkCutter#MOST_MISSING}
     * @throws IllegalArgumentException if it is out of its range
     */
    public void skip(long datagrams) {
        ChunkCutter.checkMissing(datagrams);
        missing += datagrams;
    }

    private void drop() {
        Held oldest = held.remove();
        holds(-oldest.packets().readableBytes());
        if (heldBytes == 0) {
            memory.end();
        }
        oldest.packets().release();
    }

    /**
     * Returns what it holds.
     *
     * @return bytes of packets
     */
    public long heldBytes() {
        return heldBytes;
    }

    /**
     * Returns what it holds.
     *
     * @return packets
     */
    public long packets() {
        return heldBytes / TsPacket.LENGTH;
    }

    /**
     * Goes on behind what was logged: gives what comes behind it to a cutter, or does nothing where it is {@link
     * Takeover.Ahead}. What it holds it keeps: who owns a stream may lose it, and own it again.
     *
     * @param tail the last chunks of the log, oldest first; stay the caller's. None for a log that is empty
     * @param cutter of the next epoch
     * @return how
     */
    public Takeover takeOver(List<TsChunk> tail, ChunkCutter cutter) {
        HeldPackets packets = new HeldPackets(List.copyOf(held));
        Takeover takeover = tail.isEmpty() ? new Takeover.Fresh() : new TakeoverSearch(packets, tail).find();
        if (!(takeover instanceof Takeover.Ahead)) {
            if (takeover.missingDatagrams() > 0) {
                cutter.skip(takeover.missingDatagrams());
            }
            packets.copyFrom(takeover.firstPacket(), cutter);
        }
        return takeover;
    }

    /** Drops what it holds. It can be used again. */
    @Override
    public void close() {
        while (!held.isEmpty()) {
            drop();
        }
    }
}
