// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.ts.es.FirstHeader;
import io.dmxflux.ts.psi.StreamCoding;
import org.jspecify.annotations.Nullable;

/** Which header to look for in a stream. */
public final class FormatSearch {

    private FormatSearch() {}

    /**
     * Begins a search.
     *
     * @param coding of the stream, by its PMT
     * @return a search that has seen nothing yet; {@code null} where no header of that coding is read
     */
    public static @Nullable FirstHeader of(StreamCoding coding) {
        return switch (coding) {
            case MPEG_1_VIDEO, MPEG_2_VIDEO -> FirstHeader.ofMpegVideo();
            case H_264 -> FirstHeader.ofH264();
            case HEVC -> FirstHeader.ofHevc();
            case MPEG_AUDIO, AAC -> FirstHeader.ofMpegAudio();
            case AC_3, E_AC_3 -> FirstHeader.ofAc3();
            default -> null;
        };
    }
}
