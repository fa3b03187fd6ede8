// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import org.jspecify.annotations.Nullable;

/** Names the profiles of H.264 and HEVC, which headers and descriptors number alike. */
public final class VideoProfile {

    private static final int CONSTRAINT_SET_1 = 0x40;
    private static final int CONSTRAINT_SET_3 = 0x10;

    private VideoProfile() {}

    /**
     * Names a profile of H.264 (Rec. ITU-T H.264 Annex A).
     *
     * @param profile {@code profile_idc}
     * @param constraints the byte behind it, {@code constraint_set0_flag} uppermost
     * @return such as "High"; {@code null} for those of later extensions and none
     */
    public static @Nullable String ofH264(int profile, int constraints) {
        boolean intra = (constraints & CONSTRAINT_SET_3) != 0;
        return switch (profile) {
            case 66 -> (constraints & CONSTRAINT_SET_1) != 0 ? "Constrained Baseline" : "Baseline";
            case 77 -> "Main";
            case 88 -> "Extended";
            case 100 -> "High";
            case 110 -> intra ? "High 10 Intra" : "High 10";
            case 122 -> intra ? "High 4:2:2 Intra" : "High 4:2:2";
            case 244 -> intra ? "High 4:4:4 Intra" : "High 4:4:4 Predictive";
            case 44 -> "CAVLC 4:4:4 Intra";
            case 118 -> "Multiview High";
            case 128 -> "Stereo High";
            default -> null;
        };
    }

    /**
     * Names a profile of HEVC (Rec. ITU-T H.265 Annex A).
     *
     * @param profile {@code general_profile_idc}
     * @return such as "Main 10"; {@code null} for those that have many names or none
     */
    public static @Nullable String ofHevc(int profile) {
        return switch (profile) {
            case 1 -> "Main";
            case 2 -> "Main 10";
            case 3 -> "Main Still Picture";
            default -> null;
        };
    }

    /** Names a profile of HEVC's range extensions by what it is made for, as their names do. */
    static String ofHevcRangeExtensions(int chromaFormat, int bitDepth) {
        String chroma = switch (chromaFormat) {
            case 0 -> "Monochrome";
            case 2 -> "Main 4:2:2";
            case 3 -> "Main 4:4:4";
            default -> "Main";
        };
        return bitDepth == 8 ? chroma : chroma + " " + bitDepth;
    }
}
