// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.ts.es.AudioFormat;
import io.dmxflux.ts.es.StreamFormat;
import io.dmxflux.ts.es.VideoFormat;
import io.dmxflux.ts.psi.ElementaryStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One elementary stream of a PMT.
 *
 * @param pid {@code elementary_PID}
 * @param streamType {@code stream_type}
 * @param kind what it is, by stream type and descriptors: video, audio, subtitles, ...
 * @param language ISO 639-2 codes, joined with commas if there are several; {@code null} if it has none
 * @param name what people call it, with its format and languages, such as "H.264 High 1920x1080 50i"; see {@link StreamName}
 * @param codec its coding alone, such as "H.264": that of its first header, or else what the tables say
 * @param video its format by its first header; {@code null} if it is no video, or there was no header in the clear
 * @param audio the same of sound
 */
public record ElementaryStreamReport(
        int pid,
        int streamType,
        String kind,
        @Nullable String language,
        String name,
        String codec,
        @Nullable VideoFormat video,
        @Nullable AudioFormat audio) {

    static ElementaryStreamReport of(ElementaryStream stream, @Nullable StreamFormat format) {
        List<String> languages = stream.languages();
        return new ElementaryStreamReport(
                stream.elementaryPid(),
                stream.streamType(),
                PidKinds.word(stream.kind()),
                languages.isEmpty() ? null : String.join(",", languages),
                StreamName.of(stream, format),
                format == null ? stream.coding().title() : format.codec(),
                format instanceof VideoFormat video ? video : null,
                format instanceof AudioFormat audio ? audio : null);
    }
}
