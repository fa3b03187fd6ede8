// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.ts.log.LogDisk.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segment that is written, and its index. It ends with a whole chunk at all times, but while it is being written: what a
 * disk took of one that it did not take to its end is cut off.
 *
 * <p><b>Threading:</b> one thread; it blocks as long as the disk does.
 */
final class SegmentWriter {

    private final Segment segment;
    private final LogDisk disk;
    private final LogFile file;
    private final IndexBuilder builder = new IndexBuilder();

    /** Not there if it could not be opened or written: it is then written as a whole at the end. */
    private @Nullable LogFile index;

    private long bytes;
    private @Nullable IOException failure;
    private boolean torn;

    private SegmentWriter(Segment segment, LogDisk disk, LogFile file) {
        this.segment = segment;
        this.disk = disk;
        this.file = file;
        try {
            index = disk.open(segment.index(), StandardOpenOption.CREATE);
            index.truncate(0);
        } catch (IOException e) {
            loseIndex();
        }
    }

    /** Creates a segment, which must not be there. */
    static SegmentWriter create(Segment segment, LogDisk disk) throws IOException {
        LogFile file = disk.open(segment.file(), StandardOpenOption.CREATE_NEW);
        SegmentWriter writer = null;
        try {
            writer = new SegmentWriter(segment, disk, file);
            return writer;
        } finally {
            if (writer == null) {
                file.close();
            }
        }
    }

    Segment segment() {
        return segment;
    }

    /** Returns its length, to the end of the last whole chunk. */
    long bytes() {
        return bytes;
    }

    /** Returns why the last write has ended before its end; null if it has not. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Tells whether a part of a chunk is at the end, which could not be cut off: nothing may be written behind it. */
    boolean isTorn() {
        return torn;
    }

    /**
     * Writes chunks, all at once.
     *
     * @param chunks stay the caller's
     * @return how many are written whole: all, unless there is a {@link #failure}
     */
    int write(List<TsChunk> chunks) {
        failure = null;
        ByteBuffer[] buffers = new ByteBuffer[chunks.size()];
        long length = 0;
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = chunks.get(i).bytes().nioBuffer();
            length += buffers[i].remaining();
        }
        long done = 0;
        try {
            while (done < length) {
                int first = firstUnwritten(buffers);
                long taken = file.write(buffers, first, buffers.length - first);
                if (taken <= 0) {
                    throw new IOException("the disk takes nothing");
                }
                done += taken;
            }
        } catch (IOException e) {
            failure = e;
        }
        return count(chunks, done);
    }

    private static int firstUnwritten(ByteBuffer[] buffers) {
        int first = 0;
        while (!buffers[first].hasRemaining()) {
            first++;
        }
        return first;
    }

    private int count(List<TsChunk> chunks, long done) {
        long left = done;
        int whole = 0;
        for (TsChunk chunk : chunks) {
            if (chunk.length() > left) {
                break;
            }
            left -= chunk.length();
            builder.add(bytes, chunk).ifPresent(this::writeEntry);
            bytes += chunk.length();
            whole++;
        }
        if (failure != null) {
            cutBack();
        }
        return whole;
    }

    private void cutBack() {
        try {
            file.truncate(bytes);
        } catch (IOException e) {
            torn = true;
        }
    }

    private void writeEntry(IndexEntry run) {
        LogFile target = index;
        if (target == null) {
            return;
        }
        ByteBuffer entry = ByteBuffer.allocate(IndexEntry.BYTES);
        run.write(IndexEntry.RUN, entry);
        entry.flip();
        try {
            if (target.write(new ByteBuffer[] {entry}, 0, 1) < IndexEntry.BYTES) {
                loseIndex();
            }
        } catch (IOException e) {
            loseIndex();
        }
    }

    private void loseIndex() {
        LogFile lost = index;
        index = null;
        if (lost != null) {
            try {
                lost.close();
            } catch (IOException e) {
                // it is written as a whole at the end
            }
        }
    }

    /** Has everything on the disk. */
    void force() throws IOException {
        file.force();
    }

    /** Writes the end of the index; a segment without a chunk is deleted. The segment is still open. */
    void finish() throws IOException {
        if (bytes == 0) {
            loseIndex();
            segment.delete();
            return;
        }
        builder.end().ifPresent(this::writeEntry);
        LogFile target = index;
        if (target == null) {
            SegmentIndex.write(segment, builder.runs(), disk);
            return;
        }
        ByteBuffer all = ByteBuffer.allocate(IndexEntry.BYTES);
        builder.runs().stream().reduce(IndexEntry::plus).ifPresent(entry -> entry.write(IndexEntry.ALL, all));
        all.flip();
        long taken;
        try (target) {
            taken = target.write(new ByteBuffer[] {all}, 0, 1);
        }
        if (taken < IndexEntry.BYTES) {
            loseIndex();
            SegmentIndex.write(segment, builder.runs(), disk);
        }
    }

    /** Has everything on the disk, which takes as long as the disk does, and closes the segment; on any one thread. */
    void settle() throws IOException {
        try (file) {
            file.force();
        }
    }
}
