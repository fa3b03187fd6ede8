// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A media playlist: the segments that a player may ask for now.
 *
 * <p><b>Source:</b> RFC 8216 4.3; version 3, of which the only thing needed is that durations have fractions.
 *
 * @param next the number of the segment that comes next, for a list without any
 * @param entries oldest first, with numbers that follow on each other
 * @param hasEnded whether none comes any more
 */
public record MediaPlaylist(long next, List<Entry> entries, boolean hasEnded) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * A segment without its data.
     *
     * @param sequence its media sequence number
     * @param discontinuities how many discontinuities there have been, with that before it
     * @param isDiscontinuous whether there is one before it
     * @param start when its first packet came
     * @param duration by time stamps
     */
    public record Entry(
            long sequence, long discontinuities, boolean isDiscontinuous, Instant start, Duration duration) {

        static Entry of(MediaSegment segment) {
            return new Entry(
                    segment.sequence(),
                    segment.discontinuities(),
                    segment.isDiscontinuous(),
                    segment.start(),
                    segment.duration());
        }
    }

    /**
     * Keeps a copy.
     *
     * @param next any
     * @param entries any
     * @param hasEnded any
     */
    public MediaPlaylist {
        entries = List.copyOf(entries);
    }

    /**
     * Writes it down. Segments are named by their numbers.
     *
     * @param query goes behind the name of each segment, such as {@code ?token=...}; may be empty
     * @return the text of {@code index.m3u8}
     */
    public String text(String query) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:")
                .append(Segmenter.TARGET.toSeconds());
        text.append("\n#EXT-X-MEDIA-SEQUENCE:")
                .append(entries.isEmpty() ? next : entries.get(0).sequence());
        text.append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
                .append(discontinuitiesBefore())
                .append('\n');
        for (Entry entry : entries) {
            text.append(entry.isDiscontinuous() ? "#EXT-X-DISCONTINUITY\n" : "")
                    .append("#EXT-X-PROGRAM-DATE-TIME:")
                    .append(TIME.format(entry.start()))
                    .append("\n#EXTINF:")
                    .append(seconds(entry.duration()))
                    .append(",\n")
                    .append(entry.sequence())
                    .append(".ts")
                    .append(query)
                    .append('\n');
        }
        return text.append(hasEnded ? "#EXT-X-ENDLIST\n" : "").toString();
    }

    /** Those before the first segment: its own stands in the list. */
    private long discontinuitiesBefore() {
        if (entries.isEmpty()) {
            return 0;
        }
        Entry first = entries.get(0);
        return first.discontinuities() - (first.isDiscontinuous() ? 1 : 0);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }
}
