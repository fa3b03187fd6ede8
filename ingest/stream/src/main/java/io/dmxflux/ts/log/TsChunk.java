// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Pcr;
import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import java.time.Instant;

/**
 * A piece of a logged stream: up to 48 datagrams of whole packets, each with the time at which it came.
 *
 * <p>Fields are read in place, from the bytes that an engine keeps; their table is in the description of the package.
 *
 * <p><b>Memory:</b> shared by all who read it, and by the cache of its log, and never written to: {@link #bytes} and
 * {@link #payload} are read-only. To edit packets, copy them.
 * <p><b>Units:</b> arrival times are ticks of 27 MHz of a clock that never steps. Their differences can be compared within an
 * epoch; where they start means nothing. The wall clock is milliseconds since 1970, and may be stepped between two chunks.
 * <p><b>Ownership:</b> who has a chunk releases it once, which releases the buffer that it lies in. Slices of it are readable until
 * then. It counts its own references: one that is released is never another's, as a buffer that is used again may be.
 * <p><b>Threading:</b> immutable.
 */
public final class TsChunk extends AbstractReferenceCounted {

    /** The most datagrams in one. */
    public static final int MOST_DATAGRAMS = ChunkLayout.MOST_DATAGRAMS;

    private final ByteBuf bytes;

    private TsChunk(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /** Takes over a buffer whose readable bytes, from index 0 on, are one sound chunk. */
    static TsChunk ofSound(ByteBuf bytes) {
        return new TsChunk(bytes);
    }

    /**
     * Reads a chunk that an engine kept as one record.
     *
     * @param bytes the readable bytes are the chunk; handed over, also if they are none
     * @return the chunk, for the caller to release
     * @throws IllegalArgumentException if they are not one sound chunk
     */
    public static TsChunk read(ByteBuf bytes) {
        Check.given(bytes, "bytes");
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        int length = ChunkLayout.check(bytes, at, end);
        if (length <= 0 || length != end - at) {
            String fault = length > 0 ? length + " bytes, and more behind" : ChunkLayout.fault(bytes, at, end);
            bytes.release();
            throw new IllegalArgumentException("chunk: " + fault + " (expected: one whole chunk of version "
                    + ChunkLayout.VERSION + " of the format)");
        }
        return new TsChunk(bytes.slice());
    }

    /**
     * Returns the chunk as an engine keeps it.
     *
     * @return all its bytes, read-only; not retained, with indices of its own
     */
    public ByteBuf bytes() {
        return bytes.slice().asReadOnly();
    }

    /**
     * Returns the length of all its bytes.
     *
     * @return bytes
     */
    public int length() {
        return bytes.writerIndex();
    }

    /**
     * Returns the epoch: of two producers of one stream, the later has the higher one.
     *
     * @return 1 for the first
     */
    public int epoch() {
        return bytes.getInt(ChunkLayout.EPOCH);
    }

    /**
     * Returns its place among the chunks of its epoch.
     *
     * @return 0 for the first
     */
    public long sequence() {
        return bytes.getLong(ChunkLayout.SEQUENCE);
    }

    /**
     * Returns its position in the stream.
     *
     * @return the number of its first datagram, of all epochs
     */
    public long firstDatagram() {
        return bytes.getLong(ChunkLayout.FIRST_DATAGRAM);
    }

    /**
     * Returns the position behind it.
     *
     * @return the number of the datagram that follows, if nothing was lost in between
     */
    public long endDatagram() {
        return firstDatagram() + datagrams();
    }

    /**
     * Returns how many datagrams it has.
     *
     * @return 1 to {@value ChunkLayout#MOST_DATAGRAMS}
     */
    public int datagrams() {
        return bytes.getUnsignedByte(ChunkLayout.DATAGRAMS);
    }

    /**
     * Returns when its first datagram came, by the wall clock of the machine that received it.
     *
     * @return the time
     */
    public Instant time() {
        return Instant.ofEpochMilli(timeMillis());
    }

    /** Returns {@link #time} as milliseconds since 1970. */
    long timeMillis() {
        return bytes.getLong(ChunkLayout.TIME);
    }

    /**
     * Returns the PID of the first PCR.
     *
     * @return {@link io.dmxflux.packet.Pid#NULL} if it has no PCR
     */
    public int pcrPid() {
        return bytes.getUnsignedShort(ChunkLayout.PCR_PID);
    }

    /**
     * Returns the first PCR.
     *
     * @return ticks; {@link Pcr#ABSENT} if it has none
     */
    public long firstPcr() {
        return ChunkLayout.pcr(bytes, 0);
    }

    /**
     * Returns when a datagram came.
     *
     * @param datagram its index in the chunk
     * @return ticks of 27 MHz, see the class
     * @throws IllegalArgumentException if there is none of that index
     */
    public long arrivalTicks(int datagram) {
        return bytes.getLong(ChunkLayout.ARRIVALS + checked(datagram) * Long.BYTES);
    }

    /**
     * Returns how many packets a datagram has.
     *
     * @param datagram its index in the chunk
     * @return 1 to 7
     * @throws IllegalArgumentException if there is none of that index
     */
    public int packets(int datagram) {
        return bytes.getUnsignedByte(ChunkLayout.ARRIVALS + datagrams() * Long.BYTES + checked(datagram));
    }

    private int checked(int datagram) {
        Check.argument(datagram >= 0 && datagram < datagrams(), "datagram", datagram, "0 to " + (datagrams() - 1));
        return datagram;
    }

    /**
     * Returns the packets of all datagrams.
     *
     * @return a slice, read-only; not retained
     */
    public ByteBuf payload() {
        int head = ChunkLayout.headBytes(datagrams());
        return bytes.slice(head, length() - head).asReadOnly();
    }

    /** Returns the length of {@link #payload}. */
    int packetBytes() {
        return length() - ChunkLayout.headBytes(datagrams());
    }

    @Override
    public TsChunk retain() {
        super.retain();
        return this;
    }

    @Override
    public TsChunk retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public TsChunk touch() {
        super.touch();
        return this;
    }

    @Override
    public TsChunk touch(Object hint) {
        bytes.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return super.release();
    }

    @Override
    public boolean release(int decrement) {
        return super.release(decrement);
    }

    @Override
    protected void deallocate() {
        bytes.release();
    }

    /** Releases it unless that has happened: for Reactor's hooks, which may be called twice for one chunk, or behind who released it. */
    public void discard() {
        if (refCnt() > 0) {
            release();
        }
    }

    @Override
    public String toString() {
        return refCnt() == 0
                ? "a chunk that is released"
                : "chunk " + sequence() + " of epoch " + epoch() + ": datagrams " + firstDatagram() + " to "
                        + (endDatagram() - 1) + ", " + time();
    }
}
