// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The format of pictures.
 *
 * @param codec "MPEG-1 video", "MPEG-2 video", "H.264" or "HEVC"
 * @param profile such as "High" or "Main 10"; {@code null} if the standard has no name for it
 * @param width columns that are shown
 * @param height rows that are shown, of both fields
 * @param frameRate frames a second, of two fields each if interlaced; {@code null} if the header does not say
 * @param interlaced whether frames are made of fields
 * @param dynamicRange "HLG" or "PQ"; {@code null} for the usual one
 */
public record VideoFormat(
        String codec,
        @Nullable String profile,
        int width,
        int height,
        @Nullable Double frameRate,
        boolean interlaced,
        @Nullable String dynamicRange)
        implements StreamFormat {

    static final String MPEG_1 = "MPEG-1 video";
    static final String MPEG_2 = "MPEG-2 video";
    static final String H_264 = "H.264";
    static final String HEVC = "HEVC";

    private static final String USUAL_PROFILE = "Main";

    /**
     * {@inheritDoc}
     *
     * <p>The rate is the one that the header states, with {@code p} or {@code i} behind it: frames a second, but fields a
     * second where H.264 and HEVC are interlaced. So the same pictures are "25i" in MPEG-2 and "50i" in H.264.
     */
    @Override
    public String name() {
        return codec + profileName() + " " + width + "x" + height + rate()
                + (dynamicRange == null ? "" : " " + dynamicRange);
    }

    /** Nearly all of MPEG-2 is Main, so it is not said. */
    private String profileName() {
        return profile == null || isMpeg() && profile.equals(USUAL_PROFILE) ? "" : " " + profile;
    }

    private String rate() {
        if (frameRate == null) {
            return interlaced ? " interlaced" : "";
        }
        double stated = interlaced && !isMpeg() ? 2 * frameRate : frameRate;
        return " "
                + BigDecimal.valueOf(stated)
                        .setScale(2, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + (interlaced ? "i" : "p");
    }

    private boolean isMpeg() {
        return codec.equals(MPEG_2) || codec.equals(MPEG_1);
    }

    /** Returns units a second to three decimals; null where there is no such rate. */
    static @Nullable Double rate(long units, long seconds) {
        double rate = seconds == 0 ? 0 : Math.round(1e3 * units / seconds) / 1e3;
        return rate > 0 && rate <= 1_000 ? (Double) rate : null;
    }
}
