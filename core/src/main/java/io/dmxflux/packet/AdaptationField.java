// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/**
 * The adaptation field of a transport packet, read in place.
 * <pre>
 *   packet byte   4                        5                                 6 .. 11 (if PCR_flag)
 *               +------------------------+-+-+-+-+-+-+-+-+  +---------------------------+------+---------+
 *               | adaptation_field_length|D|R|E|P|O|S|T|X|  | program_clock_reference_  | rsvd | _exten- |
 *               |  (bytes behind it)     |I|A|S|C|P|P|P|E|  |   base (33 bits)          |  (6) | sion (9)|
 *               +------------------------+-+-+-+-+-+-+-+-+  +---------------------------+------+---------+
 *   DI discontinuity_indicator   RA random_access_indicator   PC PCR_flag   (ES, OP, SP, TP, XE: not read here)
 * </pre>
 *
 * <p><b>Shape:</b> {@code packet} is the absolute index of the packet's sync byte, not of the field. A packet without
 * an adaptation field, or with one too short or too long for what its flags promise, answers "absent" throughout.
 * <p><b>Errors:</b> none by content.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.4 (syntax) and 2.4.3.5 (semantics).
 */
public final class AdaptationField {

    /** Bytes from a packet's first byte to its {@code adaptation_field_length}. */
    public static final int OFFSET = TsPacket.HEADER_LENGTH;

    /** Longest {@code adaptation_field_length} that fits a packet: 183, and then there is no payload. */
    public static final int MAX_LENGTH = TsPacket.LENGTH - OFFSET - 1;

    private static final int FLAGS_OFFSET = OFFSET + 1;
    private static final int PCR_OFFSET = FLAGS_OFFSET + 1;
    private static final int LENGTH_WITH_PCR = 7;

    private static final int DISCONTINUITY = 0x80;
    private static final int RANDOM_ACCESS = 0x40;
    private static final int PCR = 0x10;

    private AdaptationField() {}

    /**
     * Reads {@code adaptation_field_length} as it was sent.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return 0 to 255, of which 0 to {@link #MAX_LENGTH} are sound; 0 if the packet has no adaptation field
     */
    public static int length(ByteBuf buffer, int packet) {
        return TsPacket.hasAdaptationField(buffer, packet) ? buffer.getUnsignedByte(packet + OFFSET) : 0;
    }

    /**
     * Reads {@code discontinuity_indicator}: the continuity counter or, in a PID with PCRs, the clock may jump here.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if it is present and set
     */
    public static boolean discontinuityIndicator(ByteBuf buffer, int packet) {
        return hasFlag(buffer, packet, DISCONTINUITY, 1);
    }

    /**
     * Reads {@code random_access_indicator}: decoding can begin here.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if it is present and set
     */
    public static boolean randomAccess(ByteBuf buffer, int packet) {
        return hasFlag(buffer, packet, RANDOM_ACCESS, 1);
    }

    /**
     * Tells whether the field carries a program clock reference.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if {@code PCR_flag} is set and the field is long enough for it
     */
    public static boolean hasPcr(ByteBuf buffer, int packet) {
        return hasFlag(buffer, packet, PCR, LENGTH_WITH_PCR);
    }

    /**
     * Reads the program clock reference.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return ticks of 27 MHz, 0 to {@link Pcr#WRAP_TICKS} - 1, see {@link Pcr}; {@link Pcr#ABSENT} if there is none
     */
    public static long pcrTicks(ByteBuf buffer, int packet) {
        if (!hasPcr(buffer, packet)) {
            return Pcr.ABSENT;
        }
        long high = buffer.getUnsignedInt(packet + PCR_OFFSET);
        int low = buffer.getUnsignedShort(packet + PCR_OFFSET + 4);
        return Pcr.of(high << 1 | low >>> 15, low & 0x1FF);
    }

    private static boolean hasFlag(ByteBuf buffer, int packet, int flag, int minLength) {
        int length = length(buffer, packet);
        return length >= minLength && length <= MAX_LENGTH && (buffer.getByte(packet + FLAGS_OFFSET) & flag) != 0;
    }
}
