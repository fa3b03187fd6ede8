// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.ts.log.LogDisk.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a segment: from its index as far as that is sound, and from the segment itself behind that. So an index can be
 * short, as that of a segment that is being written, damaged, or missing; it costs only time.
 *
 * @param runs all, oldest first
 * @param end where the last sound chunk ends
 * @param epoch of the last sound chunk; 0 if it was not looked at
 * @param indexed how many of the runs the index has
 * @param damaged whether the index has something else as well
 */
record SegmentIndex(List<IndexEntry> runs, long end, int epoch, int indexed, boolean damaged) {

    private static final BlockCache NO_CACHE = new BlockCache(0);

    /**
     * Reads the index, and the chunks behind it.
     *
     * @param segment of which
     * @throws NoSuchFileException if the segment was deleted
     */
    static SegmentIndex of(Segment segment) throws IOException {
        return of(segment, SegmentCursor.Damage.UNTOLD);
    }

    /** The same, for one who is told what is damaged behind the index. */
    static SegmentIndex of(Segment segment, SegmentCursor.Damage damage) throws IOException {
        byte[] bytes = bytesOf(segment);
        List<IndexEntry> known = new ArrayList<>();
        long size = Files.size(segment.file());
        boolean whole = false;
        int at = 0;
        ByteBuffer index = ByteBuffer.wrap(bytes);
        while (bytes.length - at >= IndexEntry.BYTES) {
            Optional<IndexEntry> entry = IndexEntry.read(IndexEntry.RUN, index, at)
                    .filter(run -> follows(run, known, segment) && run.end() <= size);
            if (entry.isEmpty()) {
                whole = IndexEntry.read(IndexEntry.ALL, index, at).isPresent();
                break;
            }
            known.add(entry.get());
            at += IndexEntry.BYTES;
        }
        boolean damaged = bytes.length - at != (whole ? IndexEntry.BYTES : 0);
        return withTail(segment, known, damaged, damage);
    }

    private static byte[] bytesOf(Segment segment) throws IOException {
        try {
            return Files.readAllBytes(segment.index());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private static boolean follows(IndexEntry run, List<IndexEntry> known, Segment segment) {
        long from = known.isEmpty() ? 0 : known.get(known.size() - 1).end();
        long number = known.isEmpty()
                ? segment.firstDatagram()
                : known.get(known.size() - 1).endDatagram();
        return run.offset() >= from
                && run.end() > run.offset()
                && run.firstDatagram() >= number
                && run.endDatagram() > run.firstDatagram()
                && run.latest() >= run.earliest()
                && run.end() - run.offset() <= IndexBuilder.RUN_BYTES + ChunkLayout.MOST_BYTES;
    }

    private static SegmentIndex withTail(
            Segment segment, List<IndexEntry> known, boolean damaged, SegmentCursor.Damage damage) throws IOException {
        IndexBuilder builder = new IndexBuilder();
        known.forEach(builder::addRun);
        IndexEntry last = known.isEmpty() ? null : known.get(known.size() - 1);
        long end = last == null ? 0 : last.end();
        long number = last == null ? 0 : last.endDatagram();
        int epoch = 0;
        try (SegmentCursor cursor = SegmentCursor.open(segment, NO_CACHE, List.of(), end, damage)) {
            for (TsChunk chunk = cursor.next(true); chunk != null; chunk = cursor.next(true)) {
                try {
                    if (chunk.firstDatagram() >= number) {
                        end = cursor.offset();
                        number = chunk.endDatagram();
                        epoch = chunk.epoch();
                        builder.add(end - chunk.length(), chunk);
                    }
                } finally {
                    chunk.release();
                }
            }
        }
        builder.end();
        return new SegmentIndex(List.copyOf(builder.runs()), end, epoch, known.size(), damaged);
    }

    /** Returns the last run; null if there is no sound chunk. */
    @Nullable
    IndexEntry last() {
        return runs.isEmpty() ? null : runs.get(runs.size() - 1);
    }

    /**
     * Reads what the last entry of an index says of the whole segment, and no more than that.
     *
     * @return empty if it is not full, or that entry is not sound
     */
    static Optional<IndexEntry> summary(Segment segment) throws IOException {
        try (FileChannel channel = FileChannel.open(segment.index(), StandardOpenOption.READ)) {
            ByteBuffer entry = ByteBuffer.allocate(IndexEntry.BYTES);
            long at = channel.size() - IndexEntry.BYTES;
            if (at < 0 || channel.read(entry, at) < IndexEntry.BYTES) {
                return Optional.empty();
            }
            return IndexEntry.read(IndexEntry.ALL, entry, 0);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Writes the index of a segment that is full, in place of what is there. */
    static void write(Segment segment, List<IndexEntry> runs, LogDisk disk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((runs.size() + 1) * IndexEntry.BYTES);
        runs.forEach(run -> run.write(IndexEntry.RUN, bytes));
        runs.stream().reduce(IndexEntry::plus).ifPresent(all -> all.write(IndexEntry.ALL, bytes));
        bytes.flip();
        try (LogFile file = disk.open(segment.index(), StandardOpenOption.CREATE)) {
            file.truncate(0);
            while (bytes.hasRemaining()) {
                file.write(new ByteBuffer[] {bytes}, 0, 1);
            }
        }
    }
}
