// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/**
 * The header of a PES packet that begins in a transport packet, of which time stamps are read and written in place.
 * <pre>
 *   payload byte  0 .. 2      3           4 .. 5      6              7            8                 9 .. 13   14 .. 18
 *               +-----------+-----------+-----------+--+-----------+--+---------+-----------------+---------+---------+
 *               | 00 00 01  | stream_id | PES_packet| 10 | ...     |PD| ...     | PES_header_data | PTS     | DTS     |
 *               |           |           |  _length  |  |           |  |         |  _length        |         |         |
 *               +-----------+-----------+-----------+--+-----------+--+---------+-----------------+---------+---------+
 *   PD PTS_DTS_flags: 10 a PTS, 11 a PTS and a DTS
 * </pre>
 *
 * <p><b>Shape:</b> {@code packet} is the absolute index of the transport packet's sync byte. Nothing is found if the
 * payload is scrambled, if no PES packet begins in it, if its stream has no such header, or if the packet's end cuts the
 * header.
 * <p><b>Units:</b> ticks of 90 kHz that wrap at {@link #WRAP_TICKS}.
 * <p><b>Errors:</b> none by content.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.6 (syntax) and 2.4.3.7 (semantics).
 */
public final class PesHeader {

    /** The tick at which PTS and DTS are 0 again. */
    public static final long WRAP_TICKS = 1L << 33;

    /** The index of a field that is absent. */
    public static final int ABSENT = -1;

    private static final int LENGTH = 9;
    private static final int TIMESTAMP_LENGTH = 5;
    private static final int START_CODE_PREFIX = 1;
    private static final int SCRAMBLING = 0x30;
    private static final int PTS = 0x80;
    private static final int PTS_AND_DTS = 0xC0;

    private PesHeader() {}

    /**
     * Finds where the data of the elementary stream begins.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return index of the byte behind the header, which may be that of a byte behind the packet; {@link #ABSENT} also if
     *     {@code PES_scrambling_control} says that the data is scrambled
     */
    public static int dataIndex(ByteBuf buffer, int packet) {
        int pes = index(buffer, packet);
        return pes == ABSENT || (buffer.getByte(pes + 6) & SCRAMBLING) != 0
                ? ABSENT
                : pes + LENGTH + buffer.getUnsignedByte(pes + 8);
    }

    /**
     * Finds the presentation time stamp.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return index of its five bytes, or {@link #ABSENT}
     */
    public static int ptsIndex(ByteBuf buffer, int packet) {
        return timestampIndex(buffer, packet, PTS, 0);
    }

    /**
     * Finds the decoding time stamp.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return index of its five bytes, or {@link #ABSENT}
     */
    public static int dtsIndex(ByteBuf buffer, int packet) {
        return timestampIndex(buffer, packet, PTS_AND_DTS, TIMESTAMP_LENGTH);
    }

    /**
     * Reads a time stamp: 33 bits in three groups, each with a marker bit behind it.
     *
     * @param buffer where the packet lies
     * @param index of its five bytes
     * @return ticks of 90 kHz, 0 to {@link #WRAP_TICKS} - 1
     */
    public static long timestamp(ByteBuf buffer, int index) {
        return (long) (buffer.getByte(index) & 0x0E) << 29
                | (long) (buffer.getUnsignedShort(index + 1) >> 1) << 15
                | buffer.getUnsignedShort(index + 3) >> 1;
    }

    /**
     * Writes a time stamp, and leaves the four bits before it and the markers.
     *
     * @param buffer where the packet lies
     * @param index of its five bytes
     * @param ticks of 90 kHz, 0 to {@link #WRAP_TICKS} - 1
     */
    public static void setTimestamp(ByteBuf buffer, int index, long ticks) {
        buffer.setByte(index, buffer.getByte(index) & 0xF1 | (int) (ticks >> 29) & 0x0E);
        buffer.setShort(index + 1, (int) (ticks >> 14) & 0xFFFE | buffer.getByte(index + 2) & 1);
        buffer.setShort(index + 3, (int) (ticks << 1) & 0xFFFE | buffer.getByte(index + 4) & 1);
    }

    private static int timestampIndex(ByteBuf buffer, int packet, int flags, int before) {
        int pes = index(buffer, packet);
        if (pes == ABSENT
                || (buffer.getByte(pes + 7) & flags) != flags
                || buffer.getUnsignedByte(pes + 8) < before + TIMESTAMP_LENGTH) {
            return ABSENT;
        }
        int index = pes + LENGTH + before;
        boolean whole = index + TIMESTAMP_LENGTH <= packet + TsPacket.LENGTH;
        return whole && hasMarkers(buffer, index) ? index : ABSENT;
    }

    /** Returns where a PES packet with the optional header begins that is neither scrambled nor cut, or ABSENT. */
    private static int index(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        if (!TsPacket.payloadUnitStart(header) || TsPacket.scramblingControl(header) != 0) {
            return ABSENT;
        }
        int pes = packet + TsPacket.payloadOffset(buffer, packet);
        return pes + LENGTH <= packet + TsPacket.LENGTH && isHeader(buffer, pes) ? pes : ABSENT;
    }

    /** {@code packet_start_code_prefix}, and the '10' that only PES packets with the optional header have. */
    private static boolean isHeader(ByteBuf buffer, int pes) {
        return buffer.getUnsignedMedium(pes) == START_CODE_PREFIX
                && hasOptionalHeader(buffer.getUnsignedByte(pes + 3))
                && (buffer.getByte(pes + 6) & 0xC0) == 0x80;
    }

    /** The stream_ids whose PES packets have no header of their own, by the first condition in 2.4.3.6. */
    private static boolean hasOptionalHeader(int streamId) {
        return switch (streamId) {
            case 0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF -> false;
            default -> true;
        };
    }

    private static boolean hasMarkers(ByteBuf buffer, int index) {
        return (buffer.getByte(index) & buffer.getByte(index + 2) & buffer.getByte(index + 4) & 1) != 0;
    }
}
