// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import org.jspecify.annotations.Nullable;

/** The configuration of AAC (ISO/IEC 14496-3 1.6.2.1), and what follows from its numbers. */
final class AacConfig {

    private static final int LOW_COMPLEXITY = 2;
    private static final int SPECTRAL_BAND_REPLICATION = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final int ESCAPE = 31;
    private static final int RATE_ESCAPE = 15;
    private static final int SYNC_EXTENSION = 0x2B7;

    /** The highest sample rate, in Hz, that SBR may double without a word of it in the configuration. */
    private static final int HIGHEST_CORE_RATE = 24_000;

    private static final int[] SAMPLE_RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    private AacConfig() {}

    /** Returns 0 for an index that is reserved. */
    static int sampleRate(int index) {
        return index < SAMPLE_RATES.length ? SAMPLE_RATES[index] : 0;
    }

    /** Names what has no word of a doubled rate: a decoder finds it in the frames. */
    static AudioFormat implicit(int objectType, int sampleRate, int channels) {
        boolean mayDouble = objectType == LOW_COMPLEXITY && sampleRate <= HIGHEST_CORE_RATE;
        String codec = mayDouble ? AudioFormat.AAC_LC + " or " + AudioFormat.HE_AAC : codec(objectType);
        return new AudioFormat(codec, sampleRate, layout(channels), null);
    }

    private static String codec(int objectType) {
        return switch (objectType) {
            case 1 -> "AAC Main";
            case LOW_COMPLEXITY -> AudioFormat.AAC_LC;
            case 3 -> "AAC-SSR";
            case 4 -> "AAC-LTP";
            case SPECTRAL_BAND_REPLICATION -> AudioFormat.HE_AAC;
            case PARAMETRIC_STEREO -> AudioFormat.HE_AAC_V2;
            case 23 -> "AAC-LD";
            case 39 -> "AAC-ELD";
            case 42 -> "xHE-AAC";
            default -> "MPEG-4 audio";
        };
    }

    /** By {@code channelConfiguration}. */
    private static @Nullable String layout(int channels) {
        return switch (channels) {
            case 1 -> AudioFormat.MONO;
            case 2 -> AudioFormat.STEREO;
            case 3 -> "3.0";
            case 4 -> "4.0";
            case 5 -> "5.0";
            case 6 -> "5.1";
            case 7, 12 -> "7.1";
            case 11 -> "6.1";
            default -> null;
        };
    }

    /**
     * Reads an {@code AudioSpecificConfig}.
     *
     * @param in at its first bit
     * @param bits how many it has; 0 if it does not say, and so has no extension at its end
     * @return the format; null if it makes no sense
     */
    static @Nullable AudioFormat read(BitReader in, int bits) {
        long end = in.remaining() - bits;
        int objectType = readObjectType(in);
        int sampleRate = readSampleRate(in);
        int channels = in.bits(4);
        boolean doubles = objectType == SPECTRAL_BAND_REPLICATION || objectType == PARAMETRIC_STEREO;
        if (doubles) {
            sampleRate = readSampleRate(in);
        } else if (objectType == LOW_COMPLEXITY && bits > 0) {
            skipGeneral(in);
            if (in.remaining() - end >= 16 && in.bits(11) == SYNC_EXTENSION) {
                return extended(in, sampleRate, channels, end);
            }
        }
        if (sampleRate == 0 || !in.isWithin()) {
            return null;
        }
        return doubles ? doubled(objectType, sampleRate, channels) : implicit(objectType, sampleRate, channels);
    }

    /** {@code GASpecificConfig} of a stream with a channel configuration. */
    private static void skipGeneral(BitReader in) {
        in.skip(1);
        if (in.flag()) {
            in.skip(14);
        }
        in.skip(1);
    }

    /** Says behind everything else that the rate is doubled, so that old receivers read no further. */
    private static @Nullable AudioFormat extended(BitReader in, int coreRate, int channels, long end) {
        boolean doubles = in.bits(5) == SPECTRAL_BAND_REPLICATION && in.flag();
        int sampleRate = doubles ? readSampleRate(in) : coreRate;
        boolean parametric = doubles && in.remaining() - end >= 12 && in.bits(11) == 0x548 && in.flag();
        if (sampleRate == 0 || !in.isWithin()) {
            return null;
        }
        return doubles
                ? doubled(parametric ? PARAMETRIC_STEREO : SPECTRAL_BAND_REPLICATION, sampleRate, channels)
                : new AudioFormat(AudioFormat.AAC_LC, sampleRate, layout(channels), null);
    }

    /** Parametric stereo makes two channels of one. */
    private static AudioFormat doubled(int objectType, int sampleRate, int channels) {
        boolean parametric = objectType == PARAMETRIC_STEREO;
        return new AudioFormat(codec(objectType), sampleRate, parametric ? AudioFormat.STEREO : layout(channels), null);
    }

    private static int readObjectType(BitReader in) {
        int type = in.bits(5);
        return type == ESCAPE ? 32 + in.bits(6) : type;
    }

    private static int readSampleRate(BitReader in) {
        int index = in.bits(4);
        return index == RATE_ESCAPE ? in.bits(24) : sampleRate(index);
    }
}
