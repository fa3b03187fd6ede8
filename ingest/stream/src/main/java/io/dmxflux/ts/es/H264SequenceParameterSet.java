// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The sequence parameter set of H.264 (Rec. ITU-T H.264 7.3.2.1.1), with its VUI (E.1.1) as far as the timing. */
final class H264SequenceParameterSet implements StartCodeSyntax {

    private static final int TYPE = 7;
    private static final int FORBIDDEN_AND_TYPE_MASK = 0x9F;

    private static final int CHROMA_444 = 3;
    private static final int MACROBLOCK = 16;
    private static final int MOST_MACROBLOCKS = 1 << 10;

    @Override
    public boolean begins(ByteBuf data, int code) {
        return (data.getUnsignedByte(code) & FORBIDDEN_AND_TYPE_MASK) == TYPE;
    }

    @Override
    public boolean ends(ByteBuf data, int code) {
        return true;
    }

    @Override
    public @Nullable VideoFormat parse(ByteBuf data, int from, int to) {
        return parse(NalUnit.payload(data, from + 1, to));
    }

    private static @Nullable VideoFormat parse(BitReader in) {
        int profile = in.bits(8);
        int constraints = in.bits(8);
        in.skip(8); // level_idc
        in.unsignedGolomb(31);
        int chroma = hasChroma(profile) ? readChroma(in) : 1;
        in.unsignedGolomb(12); // log2_max_frame_num_minus4
        skipPictureOrder(in);
        in.unsignedGolomb();
        in.skip(1);
        int macroblocksWide = in.unsignedGolomb(MOST_MACROBLOCKS) + 1;
        int mapUnitsHigh = in.unsignedGolomb(MOST_MACROBLOCKS) + 1;
        boolean frameMbsOnly = in.flag();
        int fields = frameMbsOnly ? 1 : 2;
        in.skip(frameMbsOnly ? 1 : 2);
        int width = macroblocksWide * MACROBLOCK;
        int height = mapUnitsHigh * MACROBLOCK * fields;
        if (in.flag()) {
            width = PictureSyntax.readShown(in, width, PictureSyntax.unitX(chroma));
            height = PictureSyntax.readShown(in, height, PictureSyntax.unitY(chroma) * fields);
        }
        Vui vui = in.flag() ? Vui.read(in) : Vui.NONE;
        return in.isWithin() && width > 0 && height > 0
                ? new VideoFormat(
                        VideoFormat.H_264,
                        VideoProfile.ofH264(profile, constraints),
                        width,
                        height,
                        vui.rate,
                        !frameMbsOnly,
                        DynamicRange.of(vui.transfer))
                : null;
    }

    private static boolean hasChroma(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    /** Reads {@code chroma_format_idc} and skips all up to the scaling lists. */
    private static int readChroma(BitReader in) {
        int chroma = in.unsignedGolomb(CHROMA_444);
        if (chroma == CHROMA_444) {
            in.skip(1);
        }
        in.unsignedGolomb(6);
        in.unsignedGolomb(6);
        in.skip(1);
        if (in.flag()) {
            int lists = chroma == CHROMA_444 ? 12 : 8;
            for (int list = 0; list < lists; list++) {
                if (in.flag()) {
                    skipScalingList(in, list < 6 ? 16 : 64);
                }
            }
        }
        return chroma;
    }

    private static void skipScalingList(BitReader in, int length) {
        int last = 8;
        for (int i = 0; i < length; i++) {
            last = last + in.signedGolomb() & 0xFF;
            if (last == 0) {
                return;
            }
        }
    }

    private static void skipPictureOrder(BitReader in) {
        int type = in.unsignedGolomb(2);
        if (type == 0) {
            in.unsignedGolomb(12);
        } else if (type == 1) {
            in.skip(1);
            in.signedGolomb();
            in.signedGolomb();
            int cycle = in.unsignedGolomb(255);
            for (int i = 0; i < cycle; i++) {
                in.signedGolomb();
            }
        }
    }

    /** Time is counted in fields. */
    private record Vui(@Nullable Double rate, int transfer) {

        static final Vui NONE = new Vui(null, 0);

        static Vui read(BitReader in) {
            int transfer = PictureSyntax.readTransfer(in);
            return new Vui(PictureSyntax.readRate(in, 2), transfer);
        }
    }
}
