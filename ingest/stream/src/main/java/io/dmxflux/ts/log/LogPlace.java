// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in the segments of a stream.
 *
 * @param segment which
 * @param runs of the segment, as far as they are known
 * @param offset where a chunk begins, or the next will
 */
record LogPlace(Segment segment, List<IndexEntry> runs, long offset) {

    private static final BlockCache NO_CACHE = new BlockCache(0);

    /** Whether a chunk is at a place that is looked for, or behind it. */
    private interface Wanted {

        boolean reached(TsChunk chunk);
    }

    /**
     * Finds where a reader begins.
     *
     * @param folder of the stream
     * @param start what it asks for
     * @return the place; empty if there is no segment yet
     */
    static Optional<LogPlace> find(Path folder, LogStart start) throws IOException {
        while (true) {
            List<Segment> segments = Segment.in(folder);
            if (segments.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(find(segments, start));
            } catch (NoSuchFileException e) {
                // deleted meanwhile, because of its age: there are others
            }
        }
    }

    private static LogPlace find(List<Segment> segments, LogStart start) throws IOException {
        if (start instanceof LogStart.Position position) {
            return ofPosition(segments, position.datagram());
        }
        if (start instanceof LogStart.At at) {
            return ofTime(segments, at.millis());
        }
        return end(segments);
    }

    private static LogPlace end(List<Segment> segments) throws IOException {
        Segment last = segments.get(segments.size() - 1);
        SegmentIndex index = SegmentIndex.of(last);
        return new LogPlace(last, index.runs(), index.end());
    }

    private static LogPlace ofPosition(List<Segment> segments, long datagram) throws IOException {
        int at = segments.size() - 1;
        while (at > 0 && segments.get(at).firstDatagram() > datagram) {
            at--;
        }
        Segment segment = segments.get(at);
        SegmentIndex index = SegmentIndex.of(segment);
        List<IndexEntry> runs = index.runs();
        for (int run = 0; run < runs.size(); run++) {
            if (runs.get(run).endDatagram() > datagram) {
                return new LogPlace(segment, runs, within(segment, runs, run, chunk -> chunk.endDatagram() > datagram));
            }
        }
        return new LogPlace(segment, runs, index.end());
    }

    /** Looks, from the end on, for a chunk that is not earlier than the time, behind one that is. */
    private static LogPlace ofTime(List<Segment> segments, long millis) throws IOException {
        LogPlace end = null; // of what is looked at: what comes meanwhile may be of the time
        LogPlace behind = null; // where the segment behind begins, if it does not begin earlier than the time
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            IndexEntry all = i == segments.size() - 1
                    ? null
                    : SegmentIndex.summary(segment).orElse(null);
            if (all != null && all.earliest() >= millis) {
                behind = new LogPlace(segment, List.of(), 0);
                continue;
            }
            if (all != null && all.latest() < millis) {
                if (behind != null) {
                    return withRuns(behind);
                }
                continue;
            }
            SegmentIndex index = SegmentIndex.of(segment);
            end = end == null ? new LogPlace(segment, index.runs(), index.end()) : end;
            LogPlace found = inSegment(segment, index.runs(), millis, behind);
            if (found != null) {
                return withRuns(found);
            }
            if (!index.runs().isEmpty()) {
                boolean beginsEarlier = index.runs().get(0).earliest() < millis;
                behind = beginsEarlier ? null : new LogPlace(segment, index.runs(), 0);
            }
        }
        return behind != null ? withRuns(behind) : end != null ? end : end(segments);
    }

    private static @Nullable LogPlace inSegment(
            Segment segment, List<IndexEntry> runs, long millis, @Nullable LogPlace afterIt) throws IOException {
        LogPlace behind = afterIt;
        for (int i = runs.size() - 1; i >= 0; i--) {
            IndexEntry run = runs.get(i);
            if (run.earliest() >= millis) {
                behind = new LogPlace(segment, runs, run.offset());
            } else if (run.latest() >= millis) {
                return new LogPlace(segment, runs, within(segment, runs, i, chunk -> chunk.timeMillis() >= millis));
            } else if (behind != null) {
                return behind;
            }
        }
        return null;
    }

    private static LogPlace withRuns(LogPlace place) throws IOException {
        return place.runs.isEmpty()
                ? new LogPlace(place.segment, SegmentIndex.of(place.segment).runs(), place.offset)
                : place;
    }

    /**
     * Returns where the first chunk of a run begins that is wanted, or the damage in front of it, which its reader is to be told
     * of; the run's end if there is none any more.
     */
    private static long within(Segment segment, List<IndexEntry> runs, int run, Wanted wanted) throws IOException {
        long from = run == 0 ? 0 : runs.get(run - 1).end();
        long end = runs.get(run).end();
        try (SegmentCursor cursor =
                SegmentCursor.open(segment, NO_CACHE, List.of(), from, SegmentCursor.Damage.UNTOLD)) {
            while (cursor.offset() < end) {
                long before = cursor.offset();
                TsChunk chunk = cursor.next(true);
                if (chunk == null) {
                    return before;
                }
                try {
                    if (wanted.reached(chunk)) {
                        return before;
                    }
                } finally {
                    chunk.release();
                }
            }
        }
        return end;
    }
}
