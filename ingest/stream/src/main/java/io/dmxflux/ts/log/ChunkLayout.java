// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a chunk: where each field is, and whether a chunk is sound. The table is in the description of the package.
 *
 * <p><b>Shape:</b> every index is that of a chunk's first byte in its buffer. No content makes a check throw.
 */
final class ChunkLayout {

    static final int MAGIC = 0x89545343;
    static final int VERSION = 1;

    /** The most datagrams in a chunk: with seven packets each, what one send with segmentation carries. */
    static final int MOST_DATAGRAMS = 48;

    /** TS packets in a datagram: 7 x 188 = 1316 bytes, the most that fits a 1500-byte MTU with IP and UDP headers. */
    static final int MOST_PACKETS = 7;

    static final int CRC = 4;
    static final int LENGTH = 8;
    static final int VERSION_AT = 12;
    static final int DATAGRAMS = 13;
    static final int PCR_PID = 14;
    static final int EPOCH = 16;
    static final int SEQUENCE = 20;
    static final int FIRST_DATAGRAM = 28;
    static final int TIME = 36;
    static final int PCR = 44;
    static final int ARRIVALS = 52;

    /** What a datagram has in front of the packets: when it came, and how many packets it has. */
    static final int DATAGRAM_BYTES = Long.BYTES + 1;

    static final int MOST_HEAD_BYTES = ARRIVALS + MOST_DATAGRAMS * DATAGRAM_BYTES;
    static final int LEAST_BYTES = ARRIVALS + DATAGRAM_BYTES + TsPacket.LENGTH;
    static final int MOST_BYTES = MOST_HEAD_BYTES + MOST_DATAGRAMS * MOST_PACKETS * TsPacket.LENGTH;

    /** A check's answer where a chunk begins, as far as it is there. */
    static final int CUT_SHORT = 0;

    /** A check's answer where no sound chunk begins. */
    static final int UNSOUND = -1;

    private static final int MAGIC_FIRST = MAGIC >>> 24;

    private ChunkLayout() {}

    /** Returns the bytes in front of the packets. */
    static int headBytes(int datagrams) {
        return ARRIVALS + datagrams * DATAGRAM_BYTES;
    }

    /**
     * Checks whether a sound chunk begins at an index.
     *
     * @param bytes any
     * @param at the index, at most {@code end}
     * @param end where what is there ends
     * @return its length in bytes; {@link #CUT_SHORT} if more bytes are needed to tell, {@link #UNSOUND} if not
     */
    static int check(ByteBuf bytes, int at, int end) {
        if (end - at < ARRIVALS) {
            return beginsLikeOne(bytes, at, end) ? CUT_SHORT : UNSOUND;
        }
        int length = bytes.getInt(at + LENGTH);
        if (bytes.getInt(at) != MAGIC || length < LEAST_BYTES || length > MOST_BYTES) {
            return UNSOUND;
        }
        if (length > end - at) {
            return CUT_SHORT;
        }
        return crc(bytes, at, length) == bytes.getInt(at + CRC) && isConsistent(bytes, at, length) ? length : UNSOUND;
    }

    private static boolean beginsLikeOne(ByteBuf bytes, int at, int end) {
        for (int i = 0; i < Integer.BYTES && at + i < end; i++) {
            if (bytes.getByte(at + i) != (byte) (MAGIC >>> 24 - 8 * i)) {
                return false;
            }
        }
        return true;
    }

    /** What a sum does not show: a chunk of another version, or of a writer that is wrong. */
    private static boolean isConsistent(ByteBuf bytes, int at, int length) {
        int datagrams = bytes.getUnsignedByte(at + DATAGRAMS);
        int head = headBytes(datagrams);
        if (bytes.getByte(at + VERSION_AT) != VERSION
                || datagrams == 0
                || datagrams > MOST_DATAGRAMS
                || head >= length
                || bytes.getLong(at + FIRST_DATAGRAM) < 0) {
            return false;
        }
        int packets = 0;
        for (int i = 0; i < datagrams; i++) {
            int count = bytes.getUnsignedByte(at + ARRIVALS + datagrams * Long.BYTES + i);
            if (count == 0 || count > MOST_PACKETS) {
                return false;
            }
            packets += count;
        }
        return length == head + packets * TsPacket.LENGTH;
    }

    /** Says why no sound chunk begins at an index, in a phrase. */
    static String fault(ByteBuf bytes, int at, int end) {
        if (end - at < ARRIVALS || bytes.getInt(at) != MAGIC) {
            return "no chunk begins here";
        }
        int length = bytes.getInt(at + LENGTH);
        if (length < LEAST_BYTES || length > MOST_BYTES) {
            return "length " + length;
        }
        if (length > end - at) {
            return "cut short, " + (end - at) + " of " + length + " bytes";
        }
        if (crc(bytes, at, length) != bytes.getInt(at + CRC)) {
            return "wrong checksum";
        }
        int version = bytes.getUnsignedByte(at + VERSION_AT);
        return version == VERSION ? "fields that contradict each other" : "version " + version + " of the format";
    }

    /**
     * Finds the next place at which a chunk may begin.
     *
     * @param bytes any
     * @param from the first index to look at
     * @param end where what is there ends
     * @return the index of a beginning, or of its first bytes at the end; {@code end} if there is none
     */
    static int next(ByteBuf bytes, int from, int end) {
        int at = from;
        while (at < end) {
            int found = bytes.indexOf(at, end, (byte) MAGIC_FIRST);
            if (found < 0) {
                return end;
            }
            if (beginsLikeOne(bytes, found, end)) {
                return found;
            }
            at = found + 1;
        }
        return end;
    }

    /** Writes the checksum of a chunk whose other fields are there. */
    static void seal(ByteBuf bytes, int at, int length) {
        bytes.setInt(at + CRC, crc(bytes, at, length));
    }

    private static int crc(ByteBuf bytes, int at, int length) {
        ByteBuffer summed = bytes.nioBuffer(at + LENGTH, length - LENGTH);
        CRC32C crc = new CRC32C();
        crc.update(summed);
        return (int) crc.getValue();
    }

    /** Returns the first PCR of a chunk as {@link Pcr} has it. */
    static long pcr(ByteBuf bytes, int at) {
        return bytes.getUnsignedShort(at + PCR_PID) == Pid.NULL ? Pcr.ABSENT : bytes.getLong(at + PCR);
    }
}
