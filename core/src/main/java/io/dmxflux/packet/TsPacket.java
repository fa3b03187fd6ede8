// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header of a transport packet, read in place; of its fields only continuity_counter and PID are written.
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+-+-+-+-------------------------+---+---+-------+
 *   |  sync_byte    |T|P|T|           PID           |TSC|AFC|  CC   |
 *   |     0x47      |E|U|P|        (13 bits)        |   |   |       |
 *   +---------------+-+-+-+-------------------------+---+---+-------+
 *   | adaptation_field (if AFC is 10 or 11), then payload (if AFC is 01 or 11): 184 bytes
 *   +----------------------------------------------------------------
 *   TEI transport_error_indicator          TSC transport_scrambling_control
 *   PU  payload_unit_start_indicator       AFC adaptation_field_control
 *   TP  transport_priority                 CC  continuity_counter
 * </pre>
 *
 * <p><b>Shape:</b> {@code packet} is the absolute index of the sync byte; 188 bytes from there must be in the buffer.
 * <p><b>Errors:</b> none by content; an index outside the buffer throws {@link IndexOutOfBoundsException}.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.2 (syntax) and 2.4.3.3 (semantics).
 */
public final class TsPacket {

    /** Bytes of a packet. */
    public static final int LENGTH = 188;

    /**
     * Bytes of a packet with 16 bytes of Reed-Solomon parity behind it (EN 300 429), as some tuners and files have it.
     */
    public static final int LENGTH_WITH_PARITY = 204;

    /** Bytes of a packet with its time of arrival in 4 bytes before it, as Blu-ray recorders and cameras write files. */
    public static final int LENGTH_WITH_TIME_STAMP = 192;

    /** Bytes of the fixed header. */
    public static final int HEADER_LENGTH = 4;

    /** First byte of every packet ({@code sync_byte}). */
    public static final byte SYNC_BYTE = 0x47;

    private static final int TRANSPORT_ERROR = 0x0080_0000;
    private static final int PAYLOAD_UNIT_START = 0x0040_0000;
    private static final int PID_SHIFT = 8;
    private static final int PID_MASK = 0x1FFF;
    private static final int SCRAMBLING_SHIFT = 6;
    private static final int SCRAMBLING_MASK = 0x03;
    private static final int ADAPTATION_FIELD = 0x20;
    private static final int CONTINUITY_MASK = 0x0F;

    /** Of a header: whether there is payload. */
    static final int PAYLOAD = 0x10;

    /** Of a header: transport_error_indicator, whether there is payload, and continuity_counter. */
    static final int CONTINUITY_BITS = TRANSPORT_ERROR | PAYLOAD | CONTINUITY_MASK;

    /** The same, and what else may be in a packet than the payload of the packet before, continued. */
    static final int CONTINUATION_BITS = CONTINUITY_BITS | PAYLOAD_UNIT_START | ADAPTATION_FIELD;

    private TsPacket() {}

    /**
     * Tells whether a packet begins with the sync byte.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if the byte is 0x47
     */
    public static boolean hasSync(ByteBuf buffer, int packet) {
        return buffer.getByte(packet) == SYNC_BYTE;
    }

    /**
     * Reads the four bytes of the header at once, for loops that look at several fields of each packet.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return the header, sync byte uppermost, for the accessors that take a header
     */
    public static int header(ByteBuf buffer, int packet) {
        return buffer.getInt(packet);
    }

    /**
     * Reads the header, for loops over all packets of a buffer.
     *
     * @param memory of the buffer, see {@link PacketMemory#of}
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return the header, as {@link #header(ByteBuf, int)} returns it
     */
    public static int header(@Nullable ByteBuffer memory, ByteBuf buffer, int packet) {
        return memory == null ? buffer.getInt(packet) : memory.getInt(packet);
    }

    /**
     * Reads the header and the four bytes behind it at once, for loops over all packets of a buffer.
     *
     * @param memory of the buffer, see {@link PacketMemory#of}
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return the header in the upper half, see {@link #header(long)}
     */
    public static long head(@Nullable ByteBuffer memory, ByteBuf buffer, int packet) {
        return memory == null ? buffer.getLong(packet) : memory.getLong(packet);
    }

    /**
     * Takes the header out of the first eight bytes.
     *
     * @param head what {@link #head} returned
     * @return the header, as {@link #header(ByteBuf, int)} returns it
     */
    public static int header(long head) {
        return (int) (head >>> Integer.SIZE);
    }

    /**
     * Reads {@code PID}, 13 bits.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return 0 to 0x1FFF
     */
    public static int pid(ByteBuf buffer, int packet) {
        return pid(header(buffer, packet));
    }

    /**
     * Reads the field from a header.
     *
     * @param header what {@link #header} returned
     * @return {@code PID}, 0 to 0x1FFF
     */
    public static int pid(int header) {
        return header >>> PID_SHIFT & PID_MASK;
    }

    /**
     * Writes {@code PID}, and leaves the three bits beside it. The memory must be the writer's own: other slices and the
     * other branches of a tee see it too.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @param pid of which the lowest 13 bits are written
     */
    public static void setPid(ByteBuf buffer, int packet, int pid) {
        int flags = buffer.getShort(packet + 1) & ~PID_MASK;
        buffer.setShort(packet + 1, flags | pid & PID_MASK);
    }

    /**
     * Reads {@code transport_error_indicator}: the demodulator met an error it could not correct, so that no other
     * field of this packet can be relied on.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if it is set
     */
    public static boolean transportError(ByteBuf buffer, int packet) {
        return transportError(header(buffer, packet));
    }

    /**
     * Reads the field from a header.
     *
     * @param header what {@link #header} returned
     * @return {@code transport_error_indicator}
     */
    public static boolean transportError(int header) {
        return (header & TRANSPORT_ERROR) != 0;
    }

    /**
     * Reads {@code payload_unit_start_indicator}: a PES packet or, after a pointer_field, a section begins in the
     * payload.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if it is set
     */
    public static boolean payloadUnitStart(ByteBuf buffer, int packet) {
        return payloadUnitStart(header(buffer, packet));
    }

    /**
     * Reads the field from a header.
     *
     * @param header what {@link #header} returned
     * @return {@code payload_unit_start_indicator}
     */
    public static boolean payloadUnitStart(int header) {
        return (header & PAYLOAD_UNIT_START) != 0;
    }

    /**
     * Reads {@code transport_scrambling_control}, 2 bits.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return 0 in the clear; 2 and 3 are the even and odd key of DVB
     */
    public static int scramblingControl(ByteBuf buffer, int packet) {
        return scramblingControl(header(buffer, packet));
    }

    /**
     * Reads the field from a header.
     *
     * @param header what {@link #header} returned
     * @return {@code transport_scrambling_control}, 0 to 3
     */
    public static int scramblingControl(int header) {
        return header >>> SCRAMBLING_SHIFT & SCRAMBLING_MASK;
    }

    /**
     * Tells whether an adaptation field follows the header (first bit of {@code adaptation_field_control}).
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if there is one, of any length, also 0
     */
    public static boolean hasAdaptationField(ByteBuf buffer, int packet) {
        return hasAdaptationField(header(buffer, packet));
    }

    /**
     * Reads the field from a header.
     *
     * @param header what {@link #header} returned
     * @return whether an adaptation field follows
     */
    public static boolean hasAdaptationField(int header) {
        return (header & ADAPTATION_FIELD) != 0;
    }

    /**
     * Tells whether the packet carries payload (second bit of {@code adaptation_field_control}); only then does its
     * continuity counter advance.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if the header says so; the payload may still be of no length, see {@link #payloadOffset}
     */
    public static boolean hasPayload(ByteBuf buffer, int packet) {
        return hasPayload(header(buffer, packet));
    }

    /**
     * Reads the field from a header.
     *
     * @param header what {@link #header} returned
     * @return whether the packet carries payload
     */
    public static boolean hasPayload(int header) {
        return (header & PAYLOAD) != 0;
    }

    /** Tells whether there is nothing but payload, and nothing begins in it. */
    static boolean isContinuation(int header) {
        return (header & (PAYLOAD_UNIT_START | ADAPTATION_FIELD | PAYLOAD)) == PAYLOAD;
    }

    /**
     * Changes a header to that of a clear packet with an adaptation field and nothing else.
     *
     * @param header what {@link #header} returned
     * @return the same PID, priority and counter
     */
    static int withoutPayload(int header) {
        return header & ~(PAYLOAD_UNIT_START | SCRAMBLING_MASK << SCRAMBLING_SHIFT | PAYLOAD) | ADAPTATION_FIELD;
    }

    /**
     * Reads {@code continuity_counter}, 4 bits, counted per PID.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return 0 to 15
     */
    public static int continuityCounter(ByteBuf buffer, int packet) {
        return continuityCounter(header(buffer, packet));
    }

    /**
     * Reads the field from a header.
     *
     * @param header what {@link #header} returned
     * @return {@code continuity_counter}, 0 to 15
     */
    public static int continuityCounter(int header) {
        return header & CONTINUITY_MASK;
    }

    /**
     * Writes {@code continuity_counter}, and leaves the four bits beside it.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @param counter of which the lowest four bits are written
     */
    public static void setContinuityCounter(ByteBuf buffer, int packet, int counter) {
        int control = buffer.getByte(packet + 3) & ~CONTINUITY_MASK;
        buffer.setByte(packet + 3, control | counter & CONTINUITY_MASK);
    }

    /**
     * Finds the payload.
     *
     * <p>An {@code adaptation_field_length} that points past the packet gives a payload of no length, never one
     * outside.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return bytes from the packet's first byte to its payload, 4 to 188; 188 if it has none
     */
    public static int payloadOffset(ByteBuf buffer, int packet) {
        int header = header(buffer, packet);
        if (!hasPayload(header)) {
            return LENGTH;
        }
        if (!hasAdaptationField(header)) {
            return HEADER_LENGTH;
        }
        return Math.min(LENGTH, AdaptationField.OFFSET + 1 + AdaptationField.length(buffer, packet));
    }
}
