// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import org.jspecify.annotations.Nullable;

/**
 * What the sequence parameter sets of H.264 and HEVC say in the same way: which part of the pictures is shown, how, and how many
 * a second.
 *
 * <p><b>Source:</b> ITU-T H.264 7.3.2.1.1 and Annex E; ITU-T H.265 7.3.2.2 and Annex E.
 */
final class PictureSyntax {

    private static final int EXTENDED_ASPECT_RATIO = 255;

    private PictureSyntax() {}

    /**
     * Reads two offsets of the cropping window, left and right or top and bottom.
     *
     * @param samples across the whole picture
     * @param unit samples to which an offset of one amounts
     * @return samples that are shown
     */
    static int readShown(BitReader in, int samples, int unit) {
        return samples - unit * (in.unsignedGolomb(samples) + in.unsignedGolomb(samples));
    }

    /** Returns how many samples of width an offset of one amounts to. */
    static int unitX(int chroma) {
        return chroma == 1 || chroma == 2 ? 2 : 1;
    }

    /** Returns how many samples of height an offset of one amounts to, of progressive pictures. */
    static int unitY(int chroma) {
        return chroma == 1 ? 2 : 1;
    }

    /**
     * Reads {@code vui_parameters} from their begin up to {@code chroma_loc_info}.
     *
     * @return {@code transfer_characteristics}; 0 if they are not there
     */
    static int readTransfer(BitReader in) {
        if (in.flag() && in.bits(8) == EXTENDED_ASPECT_RATIO) {
            in.skip(32);
        }
        if (in.flag()) { // overscan_info_present_flag
            in.skip(1);
        }
        int transfer = readSignalType(in);
        if (in.flag()) { // chroma_loc_info_present_flag
            in.unsignedGolomb();
            in.unsignedGolomb();
        }
        return transfer;
    }

    private static int readSignalType(BitReader in) {
        if (!in.flag()) {
            return 0;
        }
        in.skip(4);
        if (!in.flag()) {
            return 0;
        }
        in.skip(8);
        int transfer = in.bits(8);
        in.skip(8);
        return transfer;
    }

    /**
     * Reads {@code num_units_in_tick} and {@code time_scale}, if they are there.
     *
     * @param ticks for a picture
     * @return pictures a second; null where they are not said
     */
    static @Nullable Double readRate(BitReader in, int ticks) {
        if (!in.flag()) {
            return null;
        }
        long unitsInTick = in.longBits(32);
        long timeScale = in.longBits(32);
        return VideoFormat.rate(timeScale, ticks * unitsInTick);
    }
}
