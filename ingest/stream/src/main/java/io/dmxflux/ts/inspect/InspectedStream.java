// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.es.StreamFormat;
import io.dmxflux.ts.es.VideoFormat;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.psi.StreamKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An elementary stream of a service.
 *
 * @param pid {@code elementary_PID}
 * @param streamType {@code stream_type}
 * @param coding what the PMT says of it
 * @param codec the usual name of that, such as "H.264": of its last header, or else of the PMT
 * @param name what people call it, with its format and languages, such as "H.264 High 1920x1080 50i"
 * @param languages three letters each (ISO 639-2), in the order of the descriptors
 * @param format what its last header says; {@code null} if there was none in the clear
 * @param scrambled whether it comes scrambled now
 */
public record InspectedStream(
        int pid,
        int streamType,
        StreamCoding coding,
        String codec,
        String name,
        List<String> languages,
        @Nullable StreamFormat format,
        boolean scrambled) {

    /** EN 300 468 and TS 101 154: more than the 576 lines of SD. */
    private static final int HD_LINES = 720;

    /** A stream whose languages are copied. */
    public InspectedStream {
        languages = List.copyOf(languages);
    }

    /**
     * Returns what it is for.
     *
     * @return its kind
     */
    public StreamKind kind() {
        return coding.kind();
    }

    /**
     * Tells whether it has pictures of 720 lines or more.
     *
     * @return false also where its format is not known
     */
    public boolean isHd() {
        return format instanceof VideoFormat video && video.height() >= HD_LINES;
    }
}
