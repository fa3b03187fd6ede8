// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The sequence parameter set of HEVC (Rec. ITU-T H.265 7.3.2.2.1), with its VUI (E.2.1) as far as the timing. */
final class HevcSequenceParameterSet implements StartCodeSyntax {

    /** {@code forbidden_zero_bit}, {@code nal_unit_type}. */
    private static final int TYPE_MASK = 0xFE;

    private static final int TYPE = 33 << 1;
    private static final int HEADER_LENGTH = 2;
    private static final int RANGE_EXTENSIONS = 4;
    private static final int CHROMA_444 = 3;
    private static final int MOST_SAMPLES = 1 << 14;
    private static final int MOST_BLOCK_SIZES = 6;
    private static final int MOST_REFERENCE_SETS = 64;
    private static final int MOST_LONG_TERM = 32;

    @Override
    public boolean begins(ByteBuf data, int code) {
        return (data.getUnsignedByte(code) & TYPE_MASK) == TYPE;
    }

    @Override
    public boolean ends(ByteBuf data, int code) {
        return true;
    }

    @Override
    public @Nullable VideoFormat parse(ByteBuf data, int from, int to) {
        return parse(NalUnit.payload(data, from + HEADER_LENGTH, to));
    }

    private static @Nullable VideoFormat parse(BitReader in) {
        in.skip(4);
        int subLayers = in.bits(3); // sps_max_sub_layers_minus1
        in.skip(1);
        in.skip(3);
        int profile = in.bits(5);
        in.skip(32 + 48 + 8);
        skipSubLayers(in, subLayers);
        in.unsignedGolomb(15);
        int chroma = in.unsignedGolomb(CHROMA_444);
        if (chroma == CHROMA_444) {
            in.skip(1);
        }
        int width = in.unsignedGolomb(MOST_SAMPLES);
        int height = in.unsignedGolomb(MOST_SAMPLES);
        if (in.flag()) {
            width = PictureSyntax.readShown(in, width, PictureSyntax.unitX(chroma));
            height = PictureSyntax.readShown(in, height, PictureSyntax.unitY(chroma));
        }
        int bitDepth = in.unsignedGolomb(8) + 8;
        in.unsignedGolomb(8);
        String name = profile == RANGE_EXTENSIONS
                ? VideoProfile.ofHevcRangeExtensions(chroma, bitDepth)
                : VideoProfile.ofHevc(profile);
        skipCodingTools(in, subLayers);
        Vui vui = in.flag() ? Vui.read(in) : Vui.NONE;
        return in.isWithin() && width > 0 && height > 0
                ? new VideoFormat(
                        VideoFormat.HEVC,
                        name,
                        width,
                        vui.fields ? 2 * height : height,
                        vui.rate,
                        vui.fields,
                        DynamicRange.of(vui.transfer))
                : null;
    }

    /** The end of {@code profile_tier_level}. */
    private static void skipSubLayers(BitReader in, int subLayers) {
        int bits = 0;
        for (int i = 0; i < subLayers; i++) {
            bits += (in.flag() ? 88 : 0) + (in.flag() ? 8 : 0);
        }
        in.skip(subLayers > 0 ? 2 * (8 - subLayers) + bits : 0);
    }

    private static void skipCodingTools(BitReader in, int subLayers) {
        int orderBits = in.unsignedGolomb(12) + 4; // log2_max_pic_order_cnt_lsb_minus4
        for (int i = in.flag() ? 0 : subLayers; i <= subLayers; i++) {
            in.unsignedGolomb();
            in.unsignedGolomb();
            in.unsignedGolomb();
        }
        for (int i = 0; i < 6; i++) {
            in.unsignedGolomb(MOST_BLOCK_SIZES);
        }
        if (in.flag() && in.flag()) {
            skipScalingLists(in);
        }
        in.skip(2);
        if (in.flag()) { // pcm_enabled_flag
            in.skip(8);
            in.unsignedGolomb();
            in.unsignedGolomb();
            in.skip(1);
        }
        skipReferenceSets(in);
        if (in.flag()) { // long_term_ref_pics_present_flag
            int pictures = in.unsignedGolomb(MOST_LONG_TERM);
            in.skip(pictures * (orderBits + 1));
        }
        in.skip(2);
    }

    /** {@code scaling_list_data}, 7.3.4. */
    private static void skipScalingLists(BitReader in) {
        for (int size = 0; size < 4; size++) {
            for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
                if (!in.flag()) {
                    in.unsignedGolomb();
                } else {
                    for (int i = size > 1 ? -1 : 0; i < Math.min(64, 16 << 2 * size); i++) {
                        in.signedGolomb();
                    }
                }
            }
        }
    }

    /** All {@code st_ref_pic_set}, 7.3.7: some say only how they differ from the one before. */
    private static void skipReferenceSets(BitReader in) {
        int sets = in.unsignedGolomb(MOST_REFERENCE_SETS);
        int pictures = 0;
        for (int set = 0; set < sets && in.isWithin(); set++) {
            if (set > 0 && in.flag()) {
                in.skip(1);
                in.unsignedGolomb();
                int kept = 0;
                for (int i = 0; i <= pictures; i++) {
                    boolean used = in.flag();
                    kept += used || in.flag() ? 1 : 0;
                }
                pictures = kept;
            } else {
                pictures = in.unsignedGolomb(16) + in.unsignedGolomb(16);
                for (int i = 0; i < pictures; i++) {
                    in.unsignedGolomb();
                    in.skip(1);
                }
            }
        }
    }

    /** Time is counted in pictures, which are fields where {@code field_seq_flag} says so. */
    private record Vui(@Nullable Double rate, boolean fields, int transfer) {

        static final Vui NONE = new Vui(null, false, 0);

        static Vui read(BitReader in) {
            int transfer = PictureSyntax.readTransfer(in);
            in.skip(1);
            boolean fields = in.flag();
            in.skip(1);
            if (in.flag()) { // default_display_window_flag
                for (int i = 0; i < 4; i++) {
                    in.unsignedGolomb();
                }
            }
            return new Vui(PictureSyntax.readRate(in, fields ? 2 : 1), fields, transfer);
        }
    }
}
