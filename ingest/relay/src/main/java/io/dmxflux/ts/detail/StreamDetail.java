// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.detail;

import io.dmxflux.ts.analysis.PidKinds;
import io.dmxflux.ts.es.AudioFormat;
import io.dmxflux.ts.es.VideoFormat;
import io.dmxflux.ts.inspect.InspectedStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An elementary stream.
 *
 * @param pid {@code elementary_PID}
 * @param streamType {@code stream_type}
 * @param kind such as video, audio or subtitles
 * @param codec such as H.264
 * @param name with format and languages, such as "H.264 High 1280x720 50p"
 * @param languages ISO 639-2
 * @param hd whether it has pictures of 720 lines or more
 * @param scrambled whether it comes scrambled now
 * @param video the format of pictures
 * @param audio the format of sound
 */
public record StreamDetail(
        int pid,
        int streamType,
        String kind,
        String codec,
        String name,
        List<String> languages,
        boolean hd,
        boolean scrambled,
        @Nullable VideoFormat video,
        @Nullable AudioFormat audio) {

    /** Copies the list. */
    public StreamDetail {
        languages = List.copyOf(languages);
    }

    static StreamDetail of(InspectedStream stream) {
        return new StreamDetail(
                stream.pid(),
                stream.streamType(),
                PidKinds.word(stream.kind()),
                stream.codec(),
                stream.name(),
                stream.languages(),
                stream.isHd(),
                stream.scrambled(),
                stream.format() instanceof VideoFormat video ? video : null,
                stream.format() instanceof AudioFormat audio ? audio : null);
    }
}
