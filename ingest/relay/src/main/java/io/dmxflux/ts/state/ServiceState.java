// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service at one moment.
 *
 * @param input the identifier of its input
 * @param serviceId its number
 * @param position in its multiplex, from 0
 * @param name by the SDT; null while that has not come
 * @param provider by the SDT; null while that has not come
 * @param type by the SDT, or by its streams
 * @param number on a remote control; null if the multiplex does not say one
 * @param scrambled whether one of its streams is
 * @param state how it is
 * @param reason why, in the words of the log line; null while it is ok
 * @param since when that began; when it was first seen while it is ok
 * @param advice what to do about it; null if there is nothing
 * @param bitrate of its streams, in bit/s; null in the first second
 * @param pmtPid the PID of its PMT; null if it is in no PAT
 * @param pcrPid the PID of its clock; null if it has none, or its PMT has not come
 * @param streams by PID
 * @param now the present event; null if the EIT has none
 * @param next the following event; null if the EIT has none
 * @param indicators of TR 101 290 that its PIDs raise, by clause
 * @param lights the worst of priority 1, 2 and 3
 * @param outputs the identifiers of those that send it
 * @param viewers who watches it
 * @param browser whether a browser plays it; null while its streams are not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceState(
        String input,
        int serviceId,
        int position,
        @Nullable String name,
        @Nullable String provider,
        Type type,
        @Nullable Integer number,
        boolean scrambled,
        Condition state,
        @Nullable String reason,
        Instant since,
        @Nullable String advice,
        @Nullable Long bitrate,
        @Nullable Integer pmtPid,
        @Nullable Integer pcrPid,
        Map<String, Stream> streams,
        @Nullable Programme now,
        @Nullable Programme next,
        Map<String, Indication> indicators,
        List<Indication.Light> lights,
        List<String> outputs,
        Viewers viewers,
        @Nullable Browser browser) {

    /** Keeps the order. */
    public ServiceState {
        streams = Ordered.copy(streams);
        indicators = Ordered.copy(indicators);
        lights = List.copyOf(lights);
        outputs = List.copyOf(outputs);
    }

    /** What a service is. */
    public enum Type {
        /** With a picture. */
        TELEVISION,
        /** With sound alone. */
        RADIO,
        /** Neither. */
        DATA;

        /** As the document writes it. */
        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An elementary stream.
     *
     * @param kind such as {@code video}, {@code audio} or {@code subtitles}
     * @param codec such as {@code H.264}; null while it is not known
     * @param name such as {@code H.264 High 1280x720 50p}
     * @param language ISO 639-2; null if none is said
     * @param bitrate in bit/s; null in the first second
     * @param continuityErrors how often a counter was not as expected
     * @param scrambled whether it comes scrambled
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Stream(
            String kind,
            @Nullable String codec,
            String name,
            @Nullable String language,
            @Nullable Long bitrate,
            long continuityErrors,
            boolean scrambled) {}

    /**
     * An event of the programme.
     *
     * @param title as broadcast
     * @param subtitle what the short event descriptor says beside; null if nothing
     * @param start when it begins
     * @param end when it ends
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Programme(String title, @Nullable String subtitle, Instant start, Instant end) {}

    /**
     * Who watches a service.
     *
     * @param http readers of the stream
     * @param hls readers of its segments
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Viewers(int http, int hls) {}

    /**
     * Whether a browser plays a service.
     *
     * @param plays true if its video and an audio are of kinds that every browser plays
     * @param reason what it does not play; null if it plays all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Browser(boolean plays, @Nullable String reason) {}
}
