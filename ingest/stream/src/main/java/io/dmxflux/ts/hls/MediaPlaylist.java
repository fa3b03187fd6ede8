// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import java.math.BigDecimal;
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
     * What a playlist is of.
     *
     * @param target no segment is longer, rounded to seconds
     * @param isEvent whether nothing is taken out of it, and players begin at its beginning ({@code EXT-X-PLAYLIST-TYPE}); of the last
     *     segments only, it says neither
     * @param prefix of the names of segments
     */
    public record Kind(Duration target, boolean isEvent, String prefix) {

        /** The last segments of a service. */
        public static final Kind LIVE = new Kind(Segmenter.TARGET, false, "");

        /** Those of a service from a moment on, out of what is kept: {@link SegmentMarker}. */
        public static final Kind KEPT = new Kind(SegmentMarker.TARGET, true, "kept-");
    }

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
     * @param kind what it is of
     * @param query goes behind the name of each segment, such as {@code ?token=...}; may be empty
     * @return the text of {@code index.m3u8}
     */
    public String text(Kind kind, String query) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:")
                .append(kind.target().toSeconds());
        text.append(kind.isEvent() ? "\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0" : "");
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
                    .append(kind.prefix())
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
        return BigDecimal.valueOf((duration.toNanos() + 500_000) / 1_000_000, 3).toPlainString();
    }
}
