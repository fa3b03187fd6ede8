// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import org.jspecify.annotations.Nullable;

/**
 * The format of sound.
 *
 * @param codec such as "MP2", "AAC-LC", "HE-AAC", "AC-3" or "E-AC-3"; "AAC-LC or HE-AAC" where only decoding would tell
 * @param sampleRate in Hz
 * @param layout main channels and those of low frequency, such as "2.0" or "5.1"; "1+1" for two languages; {@code null} if the
 *     header does not say
 * @param bitrate in bit/s, which the header states; {@code null} if it states none
 */
public record AudioFormat(
        String codec,
        int sampleRate,
        @Nullable String layout,
        @Nullable Integer bitrate) implements StreamFormat {

    /** AAC of low complexity. */
    public static final String AAC_LC = "AAC-LC";

    /** AAC with spectral band replication, which doubles its sample rate. */
    public static final String HE_AAC = "HE-AAC";

    /** The same with parametric stereo. */
    public static final String HE_AAC_V2 = "HE-AAC v2";

    /** The usual layout. */
    public static final String STEREO = "2.0";

    static final String AC_3 = "AC-3";
    static final String E_AC_3 = "E-AC-3";
    static final String MONO = "1.0";
    static final String DUAL = "1+1";

    private static final int BITS_PER_KILOBIT = 1_000;

    @Override
    public String name() {
        return codec + rate() + channels();
    }

    /** The rate is what people choose MPEG audio by, and the channels Dolby's. */
    private String rate() {
        return bitrate == null || isDolby() ? "" : " " + bitrate / BITS_PER_KILOBIT + " kbit/s";
    }

    private String channels() {
        if (layout == null || layout.equals(STEREO) && !isDolby()) {
            return "";
        }
        return switch (layout) {
            case MONO -> " mono";
            case DUAL -> " dual mono";
            default -> " " + layout;
        };
    }

    private boolean isDolby() {
        return codec.equals(AC_3) || codec.equals(E_AC_3);
    }

    /**
     * Gives the same format another codec's name, as a descriptor may know it better.
     *
     * @param better its name
     * @return the format with it
     */
    public AudioFormat withCodec(String better) {
        return new AudioFormat(better, sampleRate, layout, bitrate);
    }
}
