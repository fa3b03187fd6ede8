// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Frames of MPEG audio and, with the same sync word and layer 0, AAC in ADTS: tables do not always tell them apart.
 * <pre>
 *   syncword 11 | version 2 | layer 2 | protection 1 | bitrate_index 4 | sampling_frequency 2 | padding 1 | private 1 | mode 2
 *   syncword 12 | ID 1      | layer 2 | protection 1 | profile 2 | sampling_frequency_index 4 | private 1 | channels 3 | 4 |
 *       frame_length 13
 * </pre>
 */
final class MpegAudioFrame implements AudioSyntax {

    private static final int SYNC = 0x7FF;
    private static final int VERSION_2_5 = 0;
    private static final int RESERVED_VERSION = 1;
    private static final int VERSION_1 = 3;
    private static final int RESERVED_RATE = 3;
    private static final int DUAL_CHANNEL = 2;
    private static final int SINGLE_CHANNEL = 3;
    private static final int ADTS_HEADER_LENGTH = 7;

    private static final int[] SAMPLE_RATES = {44_100, 48_000, 32_000};

    /** In kbit/s, of layers I, II and III and then of layer I and the other two at half the sample rate. */
    private static final int[][] BITRATES = {
        {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
    };

    @Override
    public @Nullable Frame frame(ByteBuf data, int at) {
        BitReader in = new BitReader(data, at, at + HEADER_LENGTH);
        if (in.bits(11) != SYNC) {
            return null;
        }
        int version = in.bits(2);
        int layer = 4 - in.bits(2);
        in.skip(1);
        if (layer == 4) {
            return version >= 2 ? adts(in) : null;
        }
        int bitrate = in.bits(4);
        int sampling = in.bits(2);
        int padding = in.bits(1);
        in.skip(1);
        int mode = in.bits(2);
        return version == RESERVED_VERSION || bitrate == 0 || bitrate == 15 || sampling == RESERVED_RATE
                ? null
                : frame(version, layer, kilobits(version, layer)[bitrate], SAMPLE_RATES[sampling], padding, mode);
    }

    private static int[] kilobits(int version, int layer) {
        return version == VERSION_1 ? BITRATES[layer - 1] : BITRATES[layer == 1 ? 3 : 4];
    }

    private static Frame frame(int version, int layer, int kilobits, int fullRate, int padding, int mode) {
        int sampleRate = switch (version) {
            case VERSION_1 -> fullRate;
            case VERSION_2_5 -> fullRate / 4;
            default -> fullRate / 2;
        };
        int bits = kilobits * 1_000;
        int length = switch (layer) {
            case 1 -> (12 * bits / sampleRate + padding) * 4;
            case 2 -> 144 * bits / sampleRate + padding;
            default -> (version == VERSION_1 ? 144 : 72) * bits / sampleRate + padding;
        };
        String layout = switch (mode) {
            case DUAL_CHANNEL -> AudioFormat.DUAL;
            case SINGLE_CHANNEL -> AudioFormat.MONO;
            default -> AudioFormat.STEREO;
        };
        return new Frame(length, new AudioFormat("MP" + layer, sampleRate, layout, bits));
    }

    /** Continues behind {@code protection_absent}. */
    private static @Nullable Frame adts(BitReader in) {
        int objectType = in.bits(2) + 1;
        int sampleRate = AacConfig.sampleRate(in.bits(4));
        in.skip(1);
        int channels = in.bits(3);
        in.skip(4);
        int length = in.bits(13);
        return sampleRate == 0 || length <= ADTS_HEADER_LENGTH
                ? null
                : new Frame(length, AacConfig.implicit(objectType, sampleRate, channels));
    }
}
