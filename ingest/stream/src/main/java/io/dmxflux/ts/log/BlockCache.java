// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.packet.PacketBuffers;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs of chunks that were read, for all readers of a log: of several that are at about the same time, the first reads the
 * disk.
 *
 * <p><b>Holds:</b> as many bytes as it may, the most recently used. A run that a reader's chunks lie in stays in memory for as
 * long as they are held, also when it has left the cache.
 * <p><b>Threading:</b> any; the lock is not held while a file is read, so two readers may read the same run at once.
 */
final class BlockCache implements AutoCloseable {

    /** A run of a file. */
    private record Place(Path file, long offset) {}

    private final long mostBytes;

    // guarded by this
    private final Map<Place, ByteBuf> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private boolean closed;

    /** A cache of so many bytes, or of nothing. */
    BlockCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Reads a run, from memory if it is there.
     *
     * @return its bytes, for the caller to release
     */
    ByteBuf run(FileChannel channel, Path file, IndexEntry run) throws IOException {
        Place place = new Place(file, run.offset());
        ByteBuf known = known(place);
        if (known != null) {
            return known;
        }
        ByteBuf read = read(channel, run.offset(), (int) (run.end() - run.offset()));
        keep(place, read);
        return read;
    }

    private synchronized @Nullable ByteBuf known(Place place) {
        ByteBuf block = blocks.get(place);
        return block == null ? null : block.retain();
    }

    private synchronized void keep(Place place, ByteBuf block) {
        if (closed || block.readableBytes() > mostBytes || blocks.containsKey(place)) {
            return;
        }
        blocks.put(place, block.retain());
        bytes += block.readableBytes();
        Iterator<ByteBuf> oldest = blocks.values().iterator();
        while (bytes > mostBytes) {
            ByteBuf left = oldest.next();
            oldest.remove();
            bytes -= left.readableBytes();
            left.release();
        }
    }

    /**
     * Reads a part of a file, past the cache.
     *
     * @return what is there of it, for the caller to release
     */
    static ByteBuf read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuf block = PacketBuffers.allocate(length);
        try {
            ByteBuffer target = block.internalNioBuffer(0, length);
            int start = target.position();
            long at = offset;
            while (target.hasRemaining()) {
                int read = channel.read(target, at);
                if (read < 0) {
                    break;
                }
                at += read;
            }
            return block.writerIndex(target.position() - start);
        } catch (Throwable failure) {
            block.release();
            throw failure;
        }
    }

    /** Returns what it holds. */
    synchronized long heldBytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        blocks.values().forEach(ByteBuf::release);
        blocks.clear();
        bytes = 0;
    }
}
