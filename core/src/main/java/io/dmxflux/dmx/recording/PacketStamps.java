// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/**
 * The fields of a transport packet that say when it is due and what it follows, read and written in place.
 *
 * <pre>
 *    0               1               2               3               4               5               6 .. 11
 *   +---------------+-+-+-+---------+---------------+---+---+-------+---------------+-+-+-+-+-+-----+-------- - -
 *   | sync_byte 47  |T|U|P|         PID             |TSC|AFC|  CC   | adaptation_   |D| | |P|O| ... | PCR, OPCR
 *   |               |E|S| |                         |   |   |       | field_length  | | | |C|P|     |
 *   |               |I|I| |                         |   |   |       |               | | | |R|C|     |
 *   +---------------+-+-+-+---------+---------------+---+---+-------+---------------+-+-+-+-+-+-----+-------- - -
 * </pre>
 *
 * <p><b>Units:</b> {@code packet} is the offset of a packet's first byte in the buffer; the whole packet is there.
 * {@code PCR} counts 27 MHz and wraps at 2<sup>33</sup> x 300, {@code PTS} and {@code DTS} count 90 kHz and wrap at
 * 2<sup>33</sup>.
 * <p><b>Errors:</b> none: a field that does not fit into its packet is not there.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.2 and 2.4.3.3 (packet), 2.4.3.4 and 2.4.3.5 (adaptation field), 2.4.3.6 and
 * 2.4.3.7 (PES packet).
 */
final class PacketStamps {

    /** Bytes of a packet. */
    static final int LENGTH = 188;

    /** The first byte of every packet. */
    static final byte SYNC_BYTE = 0x47;

    /** How many PIDs there are. */
    static final int PIDS = 0x2000;

    /** The PID of null packets, whose counter means nothing. */
    static final int NULL_PID = 0x1FFF;

    /** {@code system_clock_frequency}, which the PCR counts, in ticks per second (2.4.2.1). */
    static final long PCR_HZ = 27_000_000;

    /** PCR ticks in one tick of a PTS or DTS. */
    static final int PCR_TICKS_PER_PTS = 300;

    /** Where PTS and DTS wrap. */
    static final long PTS_MODULUS = 1L << 33;

    /** Where the PCR wraps. */
    static final long PCR_MODULUS = PTS_MODULUS * PCR_TICKS_PER_PTS;

    /** What an offset is when the field is not there. */
    static final int ABSENT = -1;

    private static final int HEADER = 4;
    private static final int PCR_LENGTH = 6;
    private static final int TIMESTAMP_LENGTH = 5;
    private static final int PES_HEADER = 9;

    private PacketStamps() {}

    static int pid(ByteBuffer buffer, int packet) {
        return (buffer.get(packet + 1) & 0x1F) << 8 | buffer.get(packet + 2) & 0xFF;
    }

    /** {@code transport_error_indicator}: nothing else in the packet can be trusted. */
    static boolean transportError(ByteBuffer buffer, int packet) {
        return (buffer.get(packet + 1) & 0x80) != 0;
    }

    /** The lower bit of {@code adaptation_field_control}: only packets with a payload advance the counter (2.4.3.3). */
    static boolean hasPayload(ByteBuffer buffer, int packet) {
        return (buffer.get(packet + 3) & 0x10) != 0;
    }

    static int continuityCounter(ByteBuffer buffer, int packet) {
        return buffer.get(packet + 3) & 0x0F;
    }

    static void setContinuityCounter(ByteBuffer buffer, int packet, int counter) {
        buffer.put(packet + 3, (byte) (buffer.get(packet + 3) & 0xF0 | counter & 0x0F));
    }

    static boolean discontinuityIndicator(ByteBuffer buffer, int packet) {
        return adaptationLength(buffer, packet) > 0 && (buffer.get(packet + 5) & 0x80) != 0;
    }

    /** Returns where the PCR is, or {@link #ABSENT}. */
    static int pcrOffset(ByteBuffer buffer, int packet) {
        return adaptationLength(buffer, packet) > PCR_LENGTH && (buffer.get(packet + 5) & 0x10) != 0
                ? packet + 6
                : ABSENT;
    }

    /** Returns where the OPCR is, behind the PCR if there is one, or {@link #ABSENT}. */
    static int opcrOffset(ByteBuffer buffer, int packet) {
        int length = adaptationLength(buffer, packet);
        if (length <= PCR_LENGTH || (buffer.get(packet + 5) & 0x08) == 0) {
            return ABSENT;
        }
        int inField = pcrOffset(buffer, packet) == ABSENT ? 1 : 1 + PCR_LENGTH;
        return inField + PCR_LENGTH <= length ? packet + 5 + inField : ABSENT;
    }

    /** Returns the 27 MHz ticks at {@code offset}: 33 bits of base, 6 reserved, 9 of extension. */
    static long pcr(ByteBuffer buffer, int offset) {
        int low = buffer.get(offset + 4);
        long base = (long) unsigned(buffer, offset) << 25
                | unsigned(buffer, offset + 1) << 17
                | unsigned(buffer, offset + 2) << 9
                | unsigned(buffer, offset + 3) << 1
                | (low & 0x80) >> 7;
        return base * PCR_TICKS_PER_PTS + ((low & 1) << 8 | unsigned(buffer, offset + 5));
    }

    static void setPcr(ByteBuffer buffer, int offset, long ticks) {
        long base = ticks / PCR_TICKS_PER_PTS;
        int extension = (int) (ticks % PCR_TICKS_PER_PTS);
        int reserved = buffer.get(offset + 4) & 0x7E;
        buffer.put(offset, (byte) (base >> 25));
        buffer.put(offset + 1, (byte) (base >> 17));
        buffer.put(offset + 2, (byte) (base >> 9));
        buffer.put(offset + 3, (byte) (base >> 1));
        buffer.put(offset + 4, (byte) (base << 7 | reserved | extension >> 8));
        buffer.put(offset + 5, (byte) extension);
    }

    /** Returns where the PTS of a PES packet that begins here is, or {@link #ABSENT}. */
    static int ptsOffset(ByteBuffer buffer, int packet) {
        return timestampOffset(buffer, packet, 0x80, 0);
    }

    /** Returns where the DTS of a PES packet that begins here is, or {@link #ABSENT}. */
    static int dtsOffset(ByteBuffer buffer, int packet) {
        return timestampOffset(buffer, packet, 0xC0, TIMESTAMP_LENGTH);
    }

    /** Returns the 90 kHz ticks at {@code offset}: 33 bits in three groups, each with a marker behind it. */
    static long timestamp(ByteBuffer buffer, int offset) {
        return (long) (buffer.get(offset) & 0x0E) << 29
                | unsigned(buffer, offset + 1) << 22
                | (unsigned(buffer, offset + 2) & 0xFE) << 14
                | unsigned(buffer, offset + 3) << 7
                | unsigned(buffer, offset + 4) >> 1;
    }

    static void setTimestamp(ByteBuffer buffer, int offset, long ticks) {
        buffer.put(offset, (byte) (buffer.get(offset) & 0xF1 | ticks >> 29 & 0x0E));
        buffer.put(offset + 1, (byte) (ticks >> 22));
        buffer.put(offset + 2, (byte) (ticks >> 14 & 0xFE | buffer.get(offset + 2) & 1));
        buffer.put(offset + 3, (byte) (ticks >> 7));
        buffer.put(offset + 4, (byte) (ticks << 1 | buffer.get(offset + 4) & 1));
    }

    /**
     * Moves every clock value of a packet: PCR, OPCR, PTS and DTS.
     *
     * @param ticks how far, in 27 MHz ticks, not negative; PTS and DTS move by the whole 90 kHz ticks in it
     */
    static void shiftClocks(ByteBuffer buffer, int packet, long ticks) {
        shiftPcr(buffer, pcrOffset(buffer, packet), ticks);
        shiftPcr(buffer, opcrOffset(buffer, packet), ticks);
        int pts = ptsOffset(buffer, packet);
        if (pts != ABSENT) {
            shiftTimestamp(buffer, pts, ticks / PCR_TICKS_PER_PTS);
            shiftTimestamp(buffer, dtsOffset(buffer, packet), ticks / PCR_TICKS_PER_PTS);
        }
    }

    private static void shiftPcr(ByteBuffer buffer, int offset, long ticks) {
        if (offset != ABSENT) {
            setPcr(buffer, offset, (pcr(buffer, offset) + ticks) % PCR_MODULUS);
        }
    }

    private static void shiftTimestamp(ByteBuffer buffer, int offset, long ticks) {
        if (offset != ABSENT) {
            setTimestamp(buffer, offset, (timestamp(buffer, offset) + ticks) % PTS_MODULUS);
        }
    }

    /** Returns {@code adaptation_field_length}, 0 also for no field and for one that would leave the packet. */
    private static int adaptationLength(ByteBuffer buffer, int packet) {
        if ((buffer.get(packet + 3) & 0x20) == 0) {
            return 0;
        }
        int length = unsigned(buffer, packet + HEADER);
        return length < LENGTH - HEADER ? length : 0;
    }

    private static int timestampOffset(ByteBuffer buffer, int packet, int flags, int before) {
        int pes = pesOffset(buffer, packet);
        if (pes == ABSENT
                || (buffer.get(pes + 7) & flags) != flags
                || unsigned(buffer, pes + 8) < before + TIMESTAMP_LENGTH) {
            return ABSENT;
        }
        int offset = pes + PES_HEADER + before;
        boolean whole = offset + TIMESTAMP_LENGTH <= packet + LENGTH;
        return whole && hasMarkers(buffer, offset) ? offset : ABSENT;
    }

    /** Returns where a PES packet with the optional header begins that is neither scrambled nor cut, or ABSENT. */
    private static int pesOffset(ByteBuffer buffer, int packet) {
        boolean begins = (buffer.get(packet + 1) & 0x40) != 0;
        boolean clear = (buffer.get(packet + 3) & 0xC0) == 0;
        if (!begins || !clear || !hasPayload(buffer, packet)) {
            return ABSENT;
        }
        boolean adapted = (buffer.get(packet + 3) & 0x20) != 0;
        int pes = packet + HEADER + (adapted ? 1 + unsigned(buffer, packet + HEADER) : 0);
        return pes + PES_HEADER <= packet + LENGTH && isPesHeader(buffer, pes) ? pes : ABSENT;
    }

    /** {@code packet_start_code_prefix}, and the '10' that only PES packets with the optional header have. */
    private static boolean isPesHeader(ByteBuffer buffer, int pes) {
        return buffer.get(pes) == 0
                && buffer.get(pes + 1) == 0
                && buffer.get(pes + 2) == 1
                && hasOptionalHeader(unsigned(buffer, pes + 3))
                && (buffer.get(pes + 6) & 0xC0) == 0x80;
    }

    /** The stream_ids whose PES packets have no header of their own, by the first condition in 2.4.3.6. */
    private static boolean hasOptionalHeader(int streamId) {
        return switch (streamId) {
            case 0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF -> false;
            default -> true;
        };
    }

    private static boolean hasMarkers(ByteBuffer buffer, int offset) {
        return (buffer.get(offset) & buffer.get(offset + 2) & buffer.get(offset + 4) & 1) != 0;
    }

    private static int unsigned(ByteBuffer buffer, int offset) {
        return buffer.get(offset) & 0xFF;
    }
}
