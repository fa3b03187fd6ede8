// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Frames of AC-3 and E-AC-3, which {@code bsid} tells apart (ETSI TS 102 366 4.3 and E.1).
 * <pre>
 *   AC-3     syncword 16 | crc1 16 | fscod 2 | frmsizecod 6 | bsid 5 | bsmod 3 | acmod 3 | ... | lfeon 1
 *   E-AC-3   syncword 16 | strmtyp 2 | substreamid 3 | frmsiz 11 | fscod 2 | numblkscod 2 | acmod 3 | lfeon 1 | bsid 5
 * </pre>
 */
final class Ac3Frame implements AudioSyntax {

    private static final int SYNC = 0x0B77;
    private static final int BSID_OFFSET = 5;
    private static final int BSID_SHIFT = 3;
    private static final int LAST_AC_3 = 10;
    private static final int LAST_E_AC_3 = 16;
    private static final int RESERVED_RATE = 3;
    private static final int STEREO_MODE = 2;
    private static final int DEPENDENT = 1;

    private static final int[] SAMPLE_RATES = {48_000, 44_100, 32_000};

    /** In kbit/s, by the upper five bits of {@code frmsizecod}. */
    private static final int[] BITRATES = {
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
    };

    private static final String[] MAIN_CHANNELS = {"1+1", "1.", "2.", "3.", "3.", "4.", "4.", "5."};

    @Override
    public @Nullable Frame frame(ByteBuf data, int at) {
        if (data.getUnsignedShort(at) != SYNC) {
            return null;
        }
        int bsid = data.getUnsignedByte(at + BSID_OFFSET) >>> BSID_SHIFT;
        BitReader in = new BitReader(data, at + Short.BYTES, at + HEADER_LENGTH);
        if (bsid <= LAST_AC_3) {
            return ac3(in, Math.max(0, bsid - 8));
        }
        return bsid <= LAST_E_AC_3 ? enhanced(in) : null;
    }

    /** Above 8, {@code bsid} halves the rates. */
    private static @Nullable Frame ac3(BitReader in, int halvings) {
        in.skip(16);
        int sampling = in.bits(2);
        int size = in.bits(6);
        in.skip(5 + 3);
        int mode = in.bits(3);
        in.skip(mixBits(mode));
        boolean lowFrequency = in.flag();
        if (sampling == RESERVED_RATE || size >>> 1 >= BITRATES.length) {
            return null;
        }
        int kilobits = BITRATES[size >>> 1];
        int words = switch (sampling) {
            case 0 -> 2 * kilobits;
            case 1 -> kilobits * 1_536_000 / 16 / SAMPLE_RATES[1] + (size & 1);
            default -> 3 * kilobits;
        };
        return new Frame(
                words * Short.BYTES,
                new AudioFormat(
                        AudioFormat.AC_3,
                        SAMPLE_RATES[sampling] >> halvings,
                        layout(mode, lowFrequency),
                        kilobits * 1_000 >> halvings));
    }

    /** Levels of the centre, of the surround channels, and the mode of stereo, which stand before {@code lfeon}. */
    private static int mixBits(int mode) {
        boolean centre = (mode & 1) != 0 && mode != 1;
        boolean surround = (mode & 4) != 0;
        return (centre ? 2 : 0) + (surround ? 2 : 0) + (mode == STEREO_MODE ? 2 : 0);
    }

    private static @Nullable Frame enhanced(BitReader in) {
        int type = in.bits(2);
        int substream = in.bits(3);
        int length = (in.bits(11) + 1) * Short.BYTES;
        int sampling = in.bits(2);
        int blocks = in.bits(2);
        int mode = in.bits(3);
        boolean lowFrequency = in.flag();
        if (type == 3 || sampling == RESERVED_RATE && blocks == RESERVED_RATE) {
            return null;
        }
        int sampleRate = sampling == RESERVED_RATE ? SAMPLE_RATES[blocks] / 2 : SAMPLE_RATES[sampling];
        boolean isFirst = type != DEPENDENT && substream == 0;
        return new Frame(
                length,
                isFirst ? new AudioFormat(AudioFormat.E_AC_3, sampleRate, layout(mode, lowFrequency), null) : null);
    }

    private static String layout(int mode, boolean lowFrequency) {
        return mode == 0 ? MAIN_CHANNELS[0] : MAIN_CHANNELS[mode] + (lowFrequency ? 1 : 0);
    }
}
