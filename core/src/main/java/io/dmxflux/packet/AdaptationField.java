// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/**
 * The adaptation field of a transport packet, read and written in place.
 * <pre>
 *   packet byte   4                        5                                 6 .. 11 (if PCR_flag), then as much again (if OPCR_flag)
 *               +------------------------+-+-+-+-+-+-+-+-+  +---------------------------+------+---------+
 *               | adaptation_field_length|D|R|E|P|O|S|T|X|  | program_clock_reference_  | rsvd | _exten- |
 *               |  (bytes behind it)     |I|A|S|C|P|P|P|E|  |   base (33 bits)          |  (6) | sion (9)|
 *               +------------------------+-+-+-+-+-+-+-+-+  +---------------------------+------+---------+
 *   DI discontinuity_indicator   RA random_access_indicator   PC PCR_flag   OP OPCR_flag   (ES, SP, TP, XE: not read here)
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

    /** The index of a field that is absent. */
    public static final int ABSENT = -1;

    private static final int FLAGS_OFFSET = OFFSET + 1;
    private static final int PCR_OFFSET = FLAGS_OFFSET + 1;
    private static final int PCR_LENGTH = 6;
    private static final int LENGTH_WITH_PCR = 1 + PCR_LENGTH;

    private static final int DISCONTINUITY = 0x80;
    private static final int RANDOM_ACCESS = 0x40;
    private static final int PCR = 0x10;
    private static final int OPCR = 0x08;
    private static final int SPLICE_COUNTDOWN = 0x04;
    private static final int PRIVATE_DATA = 0x02;
    private static final int EXTENSION = 0x01;
    private static final int CONTENT = 0x1F;
    private static final int STUFFING = 0xFF;
    private static final int EXTENSION_MASK = 0x1FF;
    private static final int RESERVED_MASK = 0x7E00;

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
     * Sets {@code discontinuity_indicator}.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte; it must have an adaptation field with flags
     */
    public static void setDiscontinuityIndicator(ByteBuf buffer, int packet) {
        int flags = packet + FLAGS_OFFSET;
        buffer.setByte(flags, buffer.getByte(flags) | DISCONTINUITY);
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
        return hasPcr(buffer, packet) ? ticks(buffer, packet + PCR_OFFSET) : Pcr.ABSENT;
    }

    /**
     * Finds the program clock reference.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return index of its six bytes, for {@link #ticks} and {@link #setTicks}; {@link #ABSENT} if there is none
     */
    public static int pcrIndex(ByteBuf buffer, int packet) {
        return hasPcr(buffer, packet) ? packet + PCR_OFFSET : ABSENT;
    }

    /**
     * Finds the original program clock reference, which is behind the PCR if there is one.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return index of its six bytes, for {@link #ticks} and {@link #setTicks}; {@link #ABSENT} if there is none
     */
    public static int opcrIndex(ByteBuf buffer, int packet) {
        int before = hasPcr(buffer, packet) ? PCR_LENGTH : 0;
        return hasFlag(buffer, packet, OPCR, before + LENGTH_WITH_PCR) ? packet + PCR_OFFSET + before : ABSENT;
    }

    /**
     * Reads a PCR or OPCR.
     *
     * @param buffer where the packet lies
     * @param index of the field's six bytes
     * @return ticks of 27 MHz, 0 to {@link Pcr#WRAP_TICKS} - 1
     */
    public static long ticks(ByteBuf buffer, int index) {
        long high = buffer.getUnsignedInt(index);
        int low = buffer.getUnsignedShort(index + 4);
        return Pcr.of(high << 1 | low >>> 15, low & EXTENSION_MASK);
    }

    /**
     * Writes a PCR or OPCR, and leaves its six reserved bits.
     *
     * @param buffer where the packet lies
     * @param index of the field's six bytes
     * @param ticks of 27 MHz, 0 to {@link Pcr#WRAP_TICKS} - 1
     */
    public static void setTicks(ByteBuf buffer, int index, long ticks) {
        long base = ticks / Pcr.TICKS_PER_BASE_UNIT;
        int reserved = buffer.getUnsignedShort(index + 4) & RESERVED_MASK;
        buffer.setInt(index, (int) (base >> 1));
        buffer.setShort(index + 4, (int) (base & 1) << 15 | reserved | (int) (ticks % Pcr.TICKS_PER_BASE_UNIT));
    }

    /**
     * Tells whether the field says something that is not about its own packet's payload: a PCR, an OPCR, a splice
     * countdown, private data or an extension. A field whose flags promise more than its length has room for says nothing:
     * with stuffing behind it, it would have a PCR of stuffing.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return false if there is nothing to keep once the payload is gone
     */
    public static boolean hasContent(ByteBuf buffer, int packet) {
        return hasFlag(buffer, packet, CONTENT, 1) && contentLength(buffer, packet) <= length(buffer, packet);
    }

    /** Returns how long a field has to be for what its flags promise; more than it is if that does not fit. */
    private static int contentLength(ByteBuf buffer, int packet) {
        int flags = buffer.getByte(packet + FLAGS_OFFSET);
        int end = 1;
        end += (flags & PCR) != 0 ? PCR_LENGTH : 0;
        end += (flags & OPCR) != 0 ? PCR_LENGTH : 0;
        end += (flags & SPLICE_COUNTDOWN) != 0 ? 1 : 0;
        end += (flags & PRIVATE_DATA) != 0 ? partLength(buffer, packet, end) : 0;
        return end + ((flags & EXTENSION) != 0 ? partLength(buffer, packet, end) : 0);
    }

    /** Returns the length of a part that begins with its length, that byte included. */
    private static int partLength(ByteBuf buffer, int packet, int offset) {
        return offset < MAX_LENGTH ? 1 + buffer.getUnsignedByte(packet + FLAGS_OFFSET + offset) : 1 + MAX_LENGTH;
    }

    /**
     * Copies a packet without its payload, whose room becomes stuffing.
     *
     * @param from where the packet lies, with a field of sound length
     * @param packet index of its first byte
     * @param to where 188 bytes are written
     * @param index of the first of them
     * @return the new packet's header, with the same PID and counter; a counter does not advance with such a packet
     */
    public static int copyAlone(ByteBuf from, int packet, ByteBuf to, int index) {
        int header = TsPacket.withoutPayload(TsPacket.header(from, packet));
        int used = OFFSET + 1 + length(from, packet);
        to.setInt(index, header);
        to.setByte(index + OFFSET, MAX_LENGTH);
        to.setBytes(index + FLAGS_OFFSET, from, packet + FLAGS_OFFSET, used - FLAGS_OFFSET);
        for (int i = used; i < TsPacket.LENGTH; i++) {
            to.setByte(index + i, STUFFING);
        }
        return header;
    }

    private static boolean hasFlag(ByteBuf buffer, int packet, int flag, int minLength) {
        int length = length(buffer, packet);
        return length >= minLength && length <= MAX_LENGTH && (buffer.getByte(packet + FLAGS_OFFSET) & flag) != 0;
    }
}
