// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into chunks: 48 datagrams of seven packets, or what came within 20 ms.
 *
 * <p><b>Shape:</b> a datagram is never split. One that is not full when its chunk ends stays shorter than seven packets.
 * <p><b>Copies:</b> packets once, into the chunk: a buffer that a driver lent goes home at once, however long the log takes.
 * A chunk that fills less than half of its memory is copied again, into memory of its size.
 * <p><b>Ownership:</b> a chunk is the consumer's to release.
 * <p><b>Holds:</b> the chunk that is being filled, until {@link #flush} or {@link #close}.
 * <p><b>Threading:</b> one thread at a time.
 */
public final class ChunkCutter implements AutoCloseable {

    /** The most time in one chunk. */
    public static final long MOST_TICKS = Pcr.TICKS_PER_SECOND / 50;

    /** The most that can be missing at once: more bytes than can be counted. */
    public static final long MOST_MISSING = 1L << 53;

    private static final int FULL_BYTES = ChunkLayout.MOST_PACKETS * TsPacket.LENGTH;

    private final int epoch;
    private final Consumer<? super TsChunk> chunks;
    private final long[] arrivals = new long[ChunkLayout.MOST_DATAGRAMS];
    private final byte[] packets = new byte[ChunkLayout.MOST_DATAGRAMS];

    private long sequence;
    private long nextDatagram;
    private int datagrams;
    private long timeMillis;
    private int pcrPid = Pid.NULL;
    private long pcr = Pcr.ABSENT;

    /** Packets from {@link ChunkLayout#MOST_HEAD_BYTES} on; the head is put in front of them at the end. */
    private @Nullable ByteBuf filling;

    /**
     * A producer of chunks.
     *
     * @param epoch of the producer, 1 or more
     * @param firstDatagram the position at which it begins
     * @param chunks takes each chunk
     * @throws IllegalArgumentException if a number is out of its range
     */
    public ChunkCutter(int epoch, long firstDatagram, Consumer<? super TsChunk> chunks) {
        Check.argument(epoch > 0, "epoch", epoch, "1 or more");
        Check.argument(firstDatagram >= 0, "firstDatagram", firstDatagram, "not negative");
        this.epoch = epoch;
        this.nextDatagram = firstDatagram;
        this.chunks = Check.given(chunks, "chunks");
    }

    /**
     * Adds packets.
     *
     * @param buffer whole packets; stays the caller's
     * @param arrivalTicks when they came, in ticks of 27 MHz of a clock that never steps
     * @param wallMillis the same by the wall clock, milliseconds since 1970
     * @throws IllegalArgumentException if they are not whole packets
     */
    public void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
        int bytes = Check.given(buffer, "buffer").readableBytes();
        Check.argument(bytes % TsPacket.LENGTH == 0, "buffer", bytes + " bytes", "whole packets of 188 bytes");
        int at = buffer.readerIndex();
        int end = buffer.writerIndex();
        if (filling != null && arrivalTicks - arrivals[0] >= MOST_TICKS) {
            flush();
        }
        while (at < end) {
            ByteBuf target = room(wallMillis);
            int taken = Math.min(end - at, openDatagram(arrivalTicks));
            lookForPcr(buffer, at, at + taken);
            target.writeBytes(buffer, at, taken);
            packets[datagrams - 1] += (byte) (taken / TsPacket.LENGTH);
            at += taken;
            if (datagrams == ChunkLayout.MOST_DATAGRAMS && packets[datagrams - 1] == ChunkLayout.MOST_PACKETS) {
                flush();
            }
        }
    }

    /**
     * Leaves out the numbers of what is missing before the next packets, so that a reader knows of it. Ends the chunk.
     *
     * @param missing how many datagrams, 1 to {@link #MOST_MISSING}
     * @throws IllegalArgumentException if it is out of its range
     */
    public void skip(long missing) {
        checkMissing(missing);
        flush();
        nextDatagram += missing;
    }

    static void checkMissing(long missing) {
        Check.argument(missing > 0 && missing <= MOST_MISSING, "missing", missing, "1 to " + MOST_MISSING);
    }

    private ByteBuf room(long wallMillis) {
        ByteBuf target = filling;
        if (target == null) {
            target = PacketBuffers.allocate(ChunkLayout.MOST_BYTES);
            target.setIndex(ChunkLayout.MOST_HEAD_BYTES, ChunkLayout.MOST_HEAD_BYTES);
            filling = target;
            timeMillis = wallMillis;
        }
        return target;
    }

    /** Returns the bytes that the last datagram has room for, after beginning one if it is full. */
    private int openDatagram(long arrivalTicks) {
        if (datagrams == 0 || packets[datagrams - 1] == ChunkLayout.MOST_PACKETS) {
            arrivals[datagrams] = arrivalTicks;
            packets[datagrams] = 0;
            datagrams++;
        }
        return FULL_BYTES - packets[datagrams - 1] * TsPacket.LENGTH;
    }

    private void lookForPcr(ByteBuf buffer, int from, int to) {
        for (int packet = from; packet < to && pcrPid == Pid.NULL; packet += TsPacket.LENGTH) {
            if (AdaptationField.hasPcr(buffer, packet) && TsPacket.pid(buffer, packet) != Pid.NULL) {
                pcrPid = TsPacket.pid(buffer, packet);
                pcr = AdaptationField.pcrTicks(buffer, packet);
            }
        }
    }

    /** Ends the chunk that is being filled. Does nothing without one. */
    public void flush() {
        ByteBuf filled = filling;
        if (filled == null) {
            return;
        }
        filling = null;
        int head = ChunkLayout.MOST_HEAD_BYTES - ChunkLayout.headBytes(datagrams);
        filled.readerIndex(head);
        writeHead(filled, head);
        sequence++;
        nextDatagram += datagrams;
        datagrams = 0;
        pcrPid = Pid.NULL;
        pcr = Pcr.ABSENT;
        chunks.accept(TsChunk.ofSound(inMemoryOfItsSize(filled))); // without memory, the numbers have a gap
    }

    private void writeHead(ByteBuf chunk, int at) {
        int length = chunk.writerIndex() - at;
        chunk.setInt(at, ChunkLayout.MAGIC);
        chunk.setInt(at + ChunkLayout.LENGTH, length);
        chunk.setByte(at + ChunkLayout.VERSION_AT, ChunkLayout.VERSION);
        chunk.setByte(at + ChunkLayout.DATAGRAMS, datagrams);
        chunk.setShort(at + ChunkLayout.PCR_PID, pcrPid);
        chunk.setInt(at + ChunkLayout.EPOCH, epoch);
        chunk.setLong(at + ChunkLayout.SEQUENCE, sequence);
        chunk.setLong(at + ChunkLayout.FIRST_DATAGRAM, nextDatagram);
        chunk.setLong(at + ChunkLayout.TIME, timeMillis);
        chunk.setLong(at + ChunkLayout.PCR, pcr);
        for (int i = 0; i < datagrams; i++) {
            chunk.setLong(at + ChunkLayout.ARRIVALS + i * Long.BYTES, arrivals[i]);
        }
        chunk.setBytes(at + ChunkLayout.ARRIVALS + datagrams * Long.BYTES, packets, 0, datagrams);
        ChunkLayout.seal(chunk, at, length);
    }

    /** Memory is what a queue is bounded by: a slow stream's chunks would keep a hundred times their size. */
    private static ByteBuf inMemoryOfItsSize(ByteBuf filled) {
        if (filled.readableBytes() >= ChunkLayout.MOST_BYTES / 2) {
            return filled.slice();
        }
        try {
            return PacketBuffers.allocate(filled.readableBytes()).writeBytes(filled);
        } finally {
            filled.release();
        }
    }

    /**
     * Returns the position that the next datagram will have which begins a chunk.
     *
     * @return the number behind the last chunk that was cut
     */
    public long nextDatagram() {
        return nextDatagram;
    }

    /**
     * Returns since when the chunk is being filled.
     *
     * @return when its first packets came, in ticks; {@link LogFeed#NONE_OPEN} without one
     */
    public long openTicks() {
        return filling == null ? LogFeed.NONE_OPEN : arrivals[0];
    }

    /** Returns how many bytes of packets are in the chunk that is being filled. */
    int openBytes() {
        ByteBuf open = filling;
        return open == null ? 0 : open.writerIndex() - ChunkLayout.MOST_HEAD_BYTES;
    }

    /** Ends the chunk that is being filled. */
    @Override
    public void close() {
        flush();
    }
}
