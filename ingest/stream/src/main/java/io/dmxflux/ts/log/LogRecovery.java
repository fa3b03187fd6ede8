// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.ts.log.LogDisk.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Mends what the writer before has left behind: cuts off what is no chunk at the end of the last segment, and makes the indexes
 * that are missing or damaged. What is damaged elsewhere stays; readers pass over it.
 *
 * <p><b>Threading:</b> one thread, which has the stream's lock.
 */
final class LogRecovery {

    /**
     * Where a stream goes on.
     *
     * @param nextDatagram behind its last chunk
     * @param epoch of its last chunk; 0 without one
     * @param cutBytes what was cut off
     * @param last when its last chunk came
     */
    record Mended(long nextDatagram, int epoch, long cutBytes, Optional<Instant> last) {}

    private final String stream;
    private final Path folder;
    private final LogDisk disk;
    private final Consumer<LogEvent> events;

    LogRecovery(String stream, Path folder, LogDisk disk, Consumer<LogEvent> events) {
        this.stream = stream;
        this.folder = folder;
        this.disk = disk;
        this.events = events;
    }

    Mended mend() throws IOException {
        List<Segment> segments = Segment.in(folder);
        long cutBytes = 0;
        int count = segments.size();
        Mended mended = null;
        while (mended == null && count > 0) {
            Segment last = segments.get(count - 1);
            SegmentIndex index =
                    SegmentIndex.of(last, (offset, bytes, fault, next) -> tell(last, offset, bytes, fault, next));
            long size = last.bytes();
            cutBytes += size - index.end();
            IndexEntry run = index.last();
            if (run == null) {
                last.delete();
            } else {
                mended = mendLast(last, index, run, size, cutBytes);
            }
            count--;
        }
        for (Segment segment : segments.subList(0, count)) {
            if (SegmentIndex.summary(segment).isEmpty()) {
                rebuild(segment, SegmentIndex.of(segment));
            }
        }
        return mended == null ? new Mended(0, 0, cutBytes, Optional.empty()) : mended;
    }

    private Mended mendLast(Segment segment, SegmentIndex index, IndexEntry run, long size, long cutBytes)
            throws IOException {
        if (size > index.end()) {
            try (LogFile file = disk.open(segment.file(), StandardOpenOption.CREATE)) {
                file.truncate(index.end());
            }
        }
        if (index.damaged()) {
            rebuild(segment, index);
        } else if (SegmentIndex.summary(segment).isEmpty()) {
            SegmentIndex.write(segment, index.runs(), disk);
        }
        return new Mended(run.endDatagram(), epoch(segment), cutBytes, Optional.of(Instant.ofEpochMilli(run.latest())));
    }

    private void rebuild(Segment segment, SegmentIndex index) throws IOException {
        SegmentIndex.write(segment, index.runs(), disk);
        events.accept(new LogEvent.IndexRebuilt(stream, segment.index()));
    }

    /** Reads it from the first sound chunk: a segment has one. */
    private static int epoch(Segment segment) throws IOException {
        try (SegmentCursor cursor =
                SegmentCursor.open(segment, new BlockCache(0), List.of(), 0, SegmentCursor.Damage.UNTOLD)) {
            TsChunk first = cursor.next(true);
            if (first == null) {
                return 0;
            }
            try {
                return first.epoch();
            } finally {
                first.release();
            }
        }
    }

    private void tell(Segment segment, long offset, long bytes, String fault, @Nullable TsChunk next) {
        OptionalLong to = next == null ? OptionalLong.empty() : OptionalLong.of(next.firstDatagram());
        events.accept(new LogEvent.Unreadable(
                stream, segment.file().toString(), offset, bytes, fault, OptionalLong.empty(), to));
    }
}
