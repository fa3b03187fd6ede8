// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The sequence header of MPEG-2 video with its extension; without one it is MPEG-1.
 * <pre>
 *   00 00 01 B3 | width 12 | height 12 | aspect 4 | frame_rate_code 4 | ...
 *   00 00 01 B5 | 0001 | profile_and_level 8 | progressive 1 | chroma 2 | width 2 | height 2 | bit_rate 12 | marker 1
 *               | vbv_buffer 8 | low_delay 1 | frame_rate_extension_n 2 | frame_rate_extension_d 5
 * </pre>
 */
final class MpegVideoSequence implements StartCodeSyntax {

    private static final int SEQUENCE_HEADER = 0xB3;
    private static final int EXTENSION = 0xB5;
    private static final int GROUP = 0xB8;
    private static final int PICTURE = 0x00;

    private static final int SEQUENCE_EXTENSION = 1;
    private static final int FORBIDDEN = 0;

    /** By {@code frame_rate_code}. */
    private static final int[] FRAMES_IN_1001_SECONDS = {
        0, 24_000, 24_024, 25_025, 30_000, 30_030, 50_050, 60_000, 60_060
    };

    @Override
    public boolean begins(ByteBuf data, int code) {
        return data.getUnsignedByte(code) == SEQUENCE_HEADER;
    }

    @Override
    public boolean ends(ByteBuf data, int code) {
        int value = data.getUnsignedByte(code);
        return value == PICTURE || value == GROUP;
    }

    @Override
    public @Nullable VideoFormat parse(ByteBuf data, int from, int to) {
        BitReader header = new BitReader(data, from + 1, to);
        int width = header.bits(12);
        int height = header.bits(12);
        header.skip(4);
        int rate = header.bits(4);
        if (!header.isWithin() || width == FORBIDDEN || height == FORBIDDEN || rate == FORBIDDEN) {
            return null;
        }
        int frames = rate < FRAMES_IN_1001_SECONDS.length ? FRAMES_IN_1001_SECONDS[rate] : 0;
        for (int code = StartCode.next(data, from, to); code >= 0; code = StartCode.next(data, code, to)) {
            BitReader extension = new BitReader(data, code + 1, to);
            if (data.getUnsignedByte(code) == EXTENSION && extension.bits(4) == SEQUENCE_EXTENSION) {
                return extended(extension, width, height, frames);
            }
        }
        return new VideoFormat(VideoFormat.MPEG_1, null, width, height, VideoFormat.rate(frames, 1001), false, null);
    }

    private static @Nullable VideoFormat extended(BitReader extension, int width, int height, int frames) {
        int profileAndLevel = extension.bits(8);
        boolean progressive = extension.flag();
        extension.skip(2);
        int wide = extension.bits(2) << 12 | width;
        int high = extension.bits(2) << 12 | height;
        extension.skip(12 + 1 + 8 + 1);
        long numerator = extension.bits(2) + 1L;
        long denominator = extension.bits(5) + 1L;
        Double rate = VideoFormat.rate(frames * numerator, 1001 * denominator);
        return extension.isWithin()
                ? new VideoFormat(VideoFormat.MPEG_2, profile(profileAndLevel), wide, high, rate, !progressive, null)
                : null;
    }

    /** ISO/IEC 13818-2 tables 8-2 and, behind the escape bit, 8-6. */
    private static @Nullable String profile(int profileAndLevel) {
        return switch (profileAndLevel >>> 4) {
            case 1 -> "High";
            case 2 -> "Spatially Scalable";
            case 3 -> "SNR Scalable";
            case 4 -> "Main";
            case 5 -> "Simple";
            case 8 -> profileAndLevel == 0x82 || profileAndLevel == 0x85 ? "4:2:2" : "Multi-view";
            default -> null;
        };
    }
}
