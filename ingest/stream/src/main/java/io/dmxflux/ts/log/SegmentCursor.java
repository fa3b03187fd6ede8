// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sound chunks of a segment, in order, also of one that is being written; what is none is passed over, and told.
 *
 * <p>Damage is passed over as soon as a sound chunk stands behind it, and where it lies in a run that is known: that was written
 * whole. Behind the runs, at the end of the file, it may be a chunk that is being written, and is looked at again each time; the caller
 * says when there will be no more.
 *
 * <p><b>Ownership:</b> a chunk is the caller's to release. It is a slice of what was read at once: a run of about a megabyte,
 * shared with other readers, or what is there at the end of the file.
 * <p><b>Threading:</b> one thread at a time.
 */
final class SegmentCursor implements AutoCloseable {

    /** Who is told of damage. */
    interface Damage {

        /** Nobody: who reads on from a place that is looked for is told. */
        Damage UNTOLD = (offset, bytes, fault, next) -> {};

        /**
         * Bytes are no chunks.
         *
         * @param next the sound chunk behind them, which stays the cursor's; null if there is none
         */
        void found(long offset, long bytes, String fault, @Nullable TsChunk next);
    }

    /** What is read at once where the index does not say more. */
    private static final int TAIL_BYTES = 4 * ChunkLayout.MOST_BYTES;

    private final Segment segment;
    private final FileChannel channel;
    private final BlockCache cache;
    private final List<IndexEntry> runs;
    private final Damage damage;

    /** What lies before was written. */
    private final long writtenEnd;

    private long offset;
    private @Nullable ByteBuf block;
    private long blockOffset;
    private int run;

    /** Whether the block ends where a run begins or ends, and not with the file. */
    private boolean bounded;

    /** Where damage begins that no sound chunk was found behind yet; negative without. */
    private long damagedFrom = -1;

    private String fault = "";

    private SegmentCursor(
            Segment segment, FileChannel channel, BlockCache cache, List<IndexEntry> runs, long offset, Damage damage) {
        this.segment = segment;
        this.channel = channel;
        this.cache = cache;
        this.runs = runs;
        this.writtenEnd = runs.isEmpty() ? 0 : runs.get(runs.size() - 1).end();
        this.offset = offset;
        this.damage = damage;
    }

    /**
     * Opens a segment.
     *
     * @param segment which
     * @param cache of the runs
     * @param runs as far as they are known, oldest first
     * @param offset where a chunk begins, or should
     * @param damage told of what is none
     * @throws java.nio.file.NoSuchFileException if it was deleted
     */
    static SegmentCursor open(Segment segment, BlockCache cache, List<IndexEntry> runs, long offset, Damage damage)
            throws IOException {
        FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.READ);
        return new SegmentCursor(segment, channel, cache, runs, offset, damage);
    }

    /** Returns the segment. */
    Segment segment() {
        return segment;
    }

    /** Returns where the next chunk begins, or should. */
    long offset() {
        return offset;
    }

    /**
     * Reads the next sound chunk.
     *
     * @param last whether the segment gets no more: then what is damaged at its end is told, and what is cut short is damaged
     * @return it, for the caller to release; null while there is none
     */
    @Nullable
    TsChunk next(boolean last) throws IOException {
        boolean fresh = false; // read on from the offset, to the end of the file if need be
        while (true) {
            ByteBuf bytes = block;
            int at = bytes == null ? 0 : (int) (offset - blockOffset);
            int end = bytes == null ? 0 : bytes.writerIndex();
            if (bytes == null || at == end) {
                if (!load(false)) {
                    return nothing(last);
                }
                fresh = !bounded;
                continue;
            }
            int length = ChunkLayout.check(bytes, at, end);
            if (length > 0) {
                return taken(bytes, at, length);
            }
            if (length == ChunkLayout.CUT_SHORT && !fresh) {
                load(true);
                fresh = true;
                continue;
            }
            if (length == ChunkLayout.CUT_SHORT && !last && offset >= writtenEnd) {
                return nothing(false);
            }
            passOver(bytes, at, end);
            fresh = fresh && offset == blockOffset;
        }
    }

    private void passOver(ByteBuf bytes, int at, int end) {
        if (damagedFrom < 0) {
            damagedFrom = offset;
            fault = ChunkLayout.fault(bytes, at, end);
        }
        offset = blockOffset + ChunkLayout.next(bytes, at + 1, end);
    }

    private TsChunk taken(ByteBuf bytes, int at, int length) {
        TsChunk chunk = TsChunk.ofSound(bytes.retainedSlice(at, length));
        if (damagedFrom >= 0) {
            damage.found(damagedFrom, offset - damagedFrom, fault, chunk);
            damagedFrom = -1;
        }
        offset += length;
        return chunk;
    }

    /** At the end of the file: what is damaged may be about to become a chunk. */
    private @Nullable TsChunk nothing(boolean last) {
        if (damagedFrom >= 0) {
            offset = last ? offset : Math.max(damagedFrom, writtenEnd);
            if (offset > damagedFrom) {
                damage.found(damagedFrom, offset - damagedFrom, fault, null);
            }
            damagedFrom = -1;
        }
        forget();
        return null;
    }

    /**
     * Reads on from the offset: a run if one begins there, or what is in front of the next one.
     *
     * @param pastRuns whether to read over the beginnings of runs, as a chunk that is cut short by one asks for
     */
    private boolean load(boolean pastRuns) throws IOException {
        forget();
        long left = channel.size() - offset;
        if (left <= 0) {
            return false;
        }
        IndexEntry next = pastRuns ? null : runFrom(offset);
        bounded = next != null && (next.offset() == offset || next.offset() - offset < TAIL_BYTES);
        if (next != null && next.offset() == offset && next.end() - offset <= left) {
            block = cache.run(channel, segment.file(), next);
        } else {
            long most = next != null && next.offset() > offset ? next.offset() - offset : TAIL_BYTES;
            block = BlockCache.read(channel, offset, (int) Math.min(Math.min(left, TAIL_BYTES), most));
        }
        blockOffset = offset;
        return block.isReadable();
    }

    /** Returns the first run that begins at an offset or behind it. */
    private @Nullable IndexEntry runFrom(long wanted) {
        while (run < runs.size() && runs.get(run).offset() < wanted) {
            run++;
        }
        return run < runs.size() ? runs.get(run) : null;
    }

    private void forget() {
        if (block != null) {
            block.release();
            block = null;
        }
    }

    @Override
    public void close() throws IOException {
        forget();
        channel.close();
    }
}
