// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.ts.psi.StreamCoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Decides by the first bytes of a picture whether a decoder can begin with it.
 * <pre>
 *   MPEG-2   sequence_header, then a picture_header of type I
 *   H.264    an IDR slice; a recovery point; or a sequence parameter set, then a slice of type I
 *   HEVC     a slice of an IRAP picture
 * </pre>
 *
 * <p><b>Holds:</b> at most 4 kB of a picture, copied.
 * <p><b>Threading:</b> one thread.
 * <p><b>Errors:</b> none by content: what is damaged is no point.
 */
final class PictureHead {

    /** What is known of a picture. */
    enum Decision {
        OPEN,
        POINT,
        NO_POINT
    }

    private static final int MOST_BYTES = 4096;
    private static final int PREFIX = 3;

    private static final int MPEG_PICTURE = 0x00;
    private static final int MPEG_SEQUENCE = 0xB3;
    private static final int MPEG_I = 1;

    private static final int AVC_IDR = 5;
    private static final int AVC_SEI = 6;
    private static final int AVC_SPS = 7;
    private static final int AVC_RECOVERY_POINT = 6;

    private static final int HEVC_FIRST_IRAP = 16;
    private static final int HEVC_LAST_IRAP = 23;
    private static final int HEVC_LAST_SLICE = 31;

    private final ByteBuf data = Unpooled.buffer(MOST_BYTES, MOST_BYTES + 256);
    private StreamCoding coding = StreamCoding.UNKNOWN;
    private Decision decision = Decision.NO_POINT;

    /** Where to look for the next start code. */
    private int at;

    /** A sequence header or a sequence parameter set, and a recovery point, have come. */
    private boolean sequence;

    private boolean recovery;

    /** Begins a picture of a coding; of one that is not known, none is a point. */
    void begin(StreamCoding next) {
        coding = next;
        data.clear();
        at = 0;
        sequence = false;
        recovery = false;
        decision = switch (next) {
            case MPEG_1_VIDEO, MPEG_2_VIDEO, H_264, HEVC -> Decision.OPEN;
            default -> Decision.NO_POINT;
        };
    }

    /** Takes no more of this picture. */
    void end() {
        decision = Decision.NO_POINT;
    }

    boolean isOpen() {
        return decision == Decision.OPEN;
    }

    /** Takes the next bytes of the picture, from one index to another. */
    Decision add(ByteBuf buffer, int from, int to) {
        if (from < to) {
            data.writeBytes(buffer, from, to - from);
        }
        while (decision == Decision.OPEN && next()) {
            // until something decides, or more has to come
        }
        if (decision == Decision.OPEN && data.writerIndex() > MOST_BYTES) {
            decision = Decision.NO_POINT;
        }
        return decision;
    }

    /** Looks at what the next start code begins; false if more has to come for that. */
    private boolean next() {
        int code = startCode(at);
        if (code < 0 || code + PREFIX > data.writerIndex()) {
            return false;
        }
        switch (coding) {
            case H_264 -> {
                return avc(code);
            }
            case HEVC -> hevc(data.getByte(code) >> 1 & 0x3F);
            default -> mpeg(code);
        }
        at = code;
        return true;
    }

    private void mpeg(int code) {
        int value = data.getUnsignedByte(code);
        if (value == MPEG_SEQUENCE) {
            sequence = true;
        } else if (value == MPEG_PICTURE) {
            boolean isIntra = (data.getByte(code + 2) >> 3 & 7) == MPEG_I;
            decision = sequence && isIntra ? Decision.POINT : Decision.NO_POINT;
        }
    }

    private void hevc(int type) {
        if (type <= HEVC_LAST_SLICE) {
            decision = type >= HEVC_FIRST_IRAP && type <= HEVC_LAST_IRAP ? Decision.POINT : Decision.NO_POINT;
        }
    }

    private boolean avc(int code) {
        int type = data.getByte(code) & 0x1F;
        if (type == AVC_SEI) {
            int end = startCode(code);
            if (end < 0) {
                return false;
            }
            recovery |= hasRecoveryPoint(code + 1, end - PREFIX);
        } else if (type == AVC_SPS) {
            sequence = true;
        } else if (type >= 1 && type <= AVC_IDR) {
            boolean isPoint = type == AVC_IDR || recovery || sequence && isIntra(data.getUnsignedByte(code + 1));
            decision = isPoint ? Decision.POINT : Decision.NO_POINT;
        }
        at = code;
        return true;
    }

    /** {@code first_mb_in_slice} 0, then {@code slice_type} 2 or 7, each in Exp-Golomb code. */
    private static boolean isIntra(int octet) {
        return (octet & 0xF0) == 0xB0 || octet == 0x88;
    }

    /** Reads the types of the messages, whose lengths count no byte that is there only so that no start code appears. */
    private boolean hasRecoveryPoint(int from, int to) {
        ByteBuf messages = Unpooled.buffer(Math.max(1, to - from));
        int zeros = 0;
        for (int i = from; i < to; i++) {
            int octet = data.getUnsignedByte(i);
            if (zeros < 2 || octet != 3) {
                messages.writeByte(octet);
            }
            zeros = octet == 0 ? zeros + 1 : 0;
        }
        while (messages.readableBytes() > 2) {
            int type = number(messages);
            int length = number(messages);
            if (type == AVC_RECOVERY_POINT) {
                return true;
            }
            messages.skipBytes(Math.min(length, messages.readableBytes()));
        }
        return false;
    }

    /** Each byte of 255 says that another one is to be added. */
    private static int number(ByteBuf messages) {
        int sum = 0;
        while (messages.isReadable()) {
            int octet = messages.readUnsignedByte();
            sum += octet;
            if (octet != 0xFF) {
                break;
            }
        }
        return sum;
    }

    /** Returns the index behind the next 00 00 01, or -1. */
    private int startCode(int from) {
        int last = data.writerIndex() - PREFIX;
        for (int i = from; i < last; i++) {
            if (data.getByte(i) == 0 && data.getMedium(i) == 1) {
                return i + PREFIX;
            }
        }
        return -1;
    }
}
