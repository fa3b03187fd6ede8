// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.netty.buffer.ByteBuf;

/**
 * The header of an RTP packet, written and read in place.
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---+-+-+-------+-+-------------+-------------------------------+
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   +---+-+-+-------+-+-------------+-------------------------------+
 *   |                 timestamp (90 kHz for MP2T)                   |
 *   +---------------------------------------------------------------+
 *   |                             SSRC                              |
 *   +---------------------------------------------------------------+
 *   |  CC x CSRC, then, if X, an extension of 4 + 4 x length bytes; payload; if P, padding, its length in the last byte
 *   +----------------------------------------------------------------
 * </pre>
 *
 * <p><b>Units:</b> sequence numbers are 16 bits and wrap, timestamps are 32 bits of 90 kHz and wrap after 13.3 hours.
 * <p><b>Errors:</b> none by content: a packet whose parts do not fit has no payload, see {@link #payloadLength}.
 * <p><b>Source:</b> RFC 3550 5.1 and 5.3.1; RFC 2250 section 2 (payload type, clock, M bit).
 */
public final class RtpHeader {

    /** Bytes of a header without CSRC and extension, as it is written here. */
    public static final int LENGTH = 12;

    /** Payload type of an MPEG transport stream (RFC 3551 table 5, {@code MP2T}). */
    public static final int PAYLOAD_TYPE_MP2T = 33;

    /** The length of a payload that cannot be found: header, extension and padding are longer than the datagram. */
    public static final int MALFORMED = -1;

    private static final int VERSION = 2;
    private static final int VERSION_SHIFT = 6;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int CSRC_COUNT_MASK = 0x0F;
    private static final int CSRC_LENGTH = 4;
    private static final int EXTENSION_HEADER_LENGTH = 4;
    private static final int MARKER = 0x80;
    private static final int PAYLOAD_TYPE_MASK = 0x7F;
    private static final int SEQUENCE_OFFSET = 2;
    private static final int TIMESTAMP_OFFSET = 4;
    private static final int SSRC_OFFSET = 8;

    private RtpHeader() {}

    /**
     * Writes a header at the writer index.
     *
     * @param buffer where to; its writer index advances by {@link #LENGTH}
     * @param marker the M bit: the timestamp does not follow on from the one before
     * @param payloadType 0 to 127
     * @param sequence sequence number, of which the low 16 bits are written
     * @param timestamp 90 kHz
     * @param ssrc synchronisation source
     */
    public static void write(ByteBuf buffer, boolean marker, int payloadType, int sequence, int timestamp, int ssrc) {
        buffer.writeByte(VERSION << VERSION_SHIFT);
        buffer.writeByte((marker ? MARKER : 0) | payloadType);
        buffer.writeShort(sequence);
        buffer.writeInt(timestamp);
        buffer.writeInt(ssrc);
    }

    /**
     * Tells whether a datagram can be RTP: long enough, and of version 2.
     *
     * @param buffer the datagram, from its reader index
     * @return true if the other accessors may be used
     */
    public static boolean isRtp(ByteBuf buffer) {
        return buffer.readableBytes() >= LENGTH && first(buffer) >>> VERSION_SHIFT == VERSION;
    }

    /**
     * Reads the M bit.
     *
     * @param buffer the datagram, from its reader index
     * @return true if it is set
     */
    public static boolean marker(ByteBuf buffer) {
        return (buffer.getByte(buffer.readerIndex() + 1) & MARKER) != 0;
    }

    /**
     * Reads the payload type.
     *
     * @param buffer the datagram, from its reader index
     * @return 0 to 127
     */
    public static int payloadType(ByteBuf buffer) {
        return buffer.getByte(buffer.readerIndex() + 1) & PAYLOAD_TYPE_MASK;
    }

    /**
     * Reads the sequence number.
     *
     * @param buffer the datagram, from its reader index
     * @return 0 to 65535
     */
    public static int sequence(ByteBuf buffer) {
        return buffer.getUnsignedShort(buffer.readerIndex() + SEQUENCE_OFFSET);
    }

    /**
     * Reads the timestamp.
     *
     * @param buffer the datagram, from its reader index
     * @return 90 kHz, all 32 bits
     */
    public static int timestamp(ByteBuf buffer) {
        return buffer.getInt(buffer.readerIndex() + TIMESTAMP_OFFSET);
    }

    /**
     * Reads the synchronisation source.
     *
     * @param buffer the datagram, from its reader index
     * @return all 32 bits
     */
    public static int ssrc(ByteBuf buffer) {
        return buffer.getInt(buffer.readerIndex() + SSRC_OFFSET);
    }

    /**
     * Returns how long the payload is: the bytes between the header with its CSRCs and extension, and the padding.
     *
     * @param buffer the datagram, from its reader index, {@link #isRtp}
     * @return bytes, 0 for a packet that holds a sequence number only; {@link #MALFORMED} if the parts of the header or the
     *     padding do not fit the datagram
     */
    public static int payloadLength(ByteBuf buffer) {
        int offset = payloadOffset(buffer);
        if (offset > buffer.readableBytes()) {
            return MALFORMED;
        }
        if ((first(buffer) & PADDING) == 0) {
            return buffer.readableBytes() - offset;
        }
        int padding =
                buffer.getUnsignedByte(buffer.writerIndex() - 1); // the last byte counts itself, and may be 0 in error
        return Math.max(MALFORMED, buffer.readableBytes() - offset - padding);
    }

    /**
     * Takes header and padding away, so that the payload can be read. It creates no object.
     *
     * @param buffer the datagram, from its reader index, not {@link #MALFORMED}; its indexes enclose the payload afterwards
     */
    public static void strip(ByteBuf buffer) {
        int start = buffer.readerIndex() + payloadOffset(buffer);
        buffer.setIndex(start, start + payloadLength(buffer));
    }

    /**
     * Returns where the payload begins.
     *
     * @param buffer the datagram, from its reader index, {@link #isRtp}
     * @return bytes from the reader index; behind the last byte of the datagram if the parts of the header do not fit
     */
    public static int payloadOffset(ByteBuf buffer) {
        int offset = LENGTH + (first(buffer) & CSRC_COUNT_MASK) * CSRC_LENGTH;
        if ((first(buffer) & EXTENSION) == 0) {
            return offset;
        }
        if (offset + EXTENSION_HEADER_LENGTH > buffer.readableBytes()) {
            return offset + EXTENSION_HEADER_LENGTH;
        }
        int words = buffer.getUnsignedShort(buffer.readerIndex() + offset + 2);
        return offset + EXTENSION_HEADER_LENGTH + words * Integer.BYTES;
    }

    private static int first(ByteBuf buffer) {
        return buffer.getUnsignedByte(buffer.readerIndex());
    }
}
