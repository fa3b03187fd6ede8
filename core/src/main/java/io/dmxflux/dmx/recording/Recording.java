// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.packet.TsSync;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * The packets of a recording, aligned by {@link TsSync}, without the bytes between them.
 *
 * <p><b>Shape:</b> whole packets of 188 bytes that begin with 0x47. Other bytes are skipped: before the first packet, where
 * alignment is lost, and at the end.
 * <p>Packets are read straight into the reader's buffer. Only to find the first one, and where that buffer is too small to
 * decide, a block is read beside it.
 * <p><b>Threading:</b> one reader at a time.
 */
class Recording implements AutoCloseable {

    /** Returned by {@link #read} after the last packet. */
    static final int END = StreamFeed.END;

    /** How far into a recording its first packet may be, in bytes. */
    private static final int LONGEST_LEAD = 1 << 20;

    /** As much as is read at once, so that what is read only once can be kept for the next read: 196 datagrams. */
    private static final int LONGEST_READ = 1372 * TsPacket.LENGTH;

    private static final int SEARCHED_BYTES = 16 * TsSync.PACKETS_TO_LOCK * TsPacket.LENGTH_WITH_PARITY;

    private final StreamBytes bytes;
    private final PacketEdit edit;
    private final TsSync sync = new TsSync();
    private final ByteBuf searched = Unpooled.buffer(SEARCHED_BYTES, SEARCHED_BYTES);
    private long position;

    /** In rounds before. */
    private long skippedBytes;

    /** Where a read met the end of the file before the bytes that it had; -1 while none has. */
    private long shortAt = -1;

    /**
     * Looks for the first packet.
     *
     * @param bytes closed with this, but not if this fails
     * @param edit what is changed in packets before anybody sees them
     * @throws IllegalArgumentException in one line, if there is none
     */
    Recording(StreamBytes bytes, PacketEdit edit) {
        this.bytes = bytes;
        this.edit = edit;
        if (bytes.size() == 0) {
            throw new IllegalArgumentException(
                    bytes + ": empty (expected: packets of a transport stream); record it again");
        }
        rewind();
        if (isAtEnd()) {
            throw new IllegalArgumentException(bytes + ": not a transport stream (expected: " + TsSync.PACKETS_TO_LOCK
                    + " packets in a row that begin with 0x47, every 188, 192 or 204 bytes); remux it into one");
        }
    }

    /**
     * Appends as many packets as fit, or as there are.
     *
     * @param target where they go; it is also read and written behind them
     * @param room how many bytes may be appended
     * @return the bytes appended, a multiple of 188; 0 if no packet fits; {@link #END} after the last one
     */
    int read(ByteBuf target, int room) {
        int start = target.writerIndex();
        int limit = start + room;
        while (limit - target.writerIndex() >= TsPacket.LENGTH && !isAtEnd()) {
            if (!readRun(target, limit)) {
                seek(bytes.size());
            }
        }
        skipCut();
        edit.edit(target, start, target.writerIndex());
        int read = target.writerIndex() - start;
        return read == 0 && isAtEnd() ? END : read;
    }

    /** Returns whether the last packet has been read. */
    boolean ended() {
        return isAtEnd();
    }

    /** Returns how many bytes belonged to no packet, over all rounds. */
    long skippedBytes() {
        return skippedBytes + sync.skippedBytes();
    }

    /** Tells why the last packet is not the last that there was; empty if it is. */
    Optional<String> shortfall() {
        return shortAt < 0
                ? Optional.empty()
                : Optional.of(bytes + ": cut at byte " + shortAt + " while it was read (expected: its " + bytes.size()
                        + " bytes, as when it was opened); play it again");
    }

    /** Goes back to the first packet. */
    final void rewind() {
        position = 0;
        skippedBytes += sync.skippedBytes();
        sync.reset();
        seek(Math.min(bytes.size(), LONGEST_LEAD));
    }

    @Override
    public void close() {
        bytes.close();
    }

    @Override
    public String toString() {
        return bytes.toString();
    }

    private boolean isAtEnd() {
        return position + TsPacket.LENGTH > bytes.size();
    }

    /** Counts what is there of the last packet, if it is cut. */
    private void skipCut() {
        if (isAtEnd() && position < bytes.size()) {
            skippedBytes += bytes.size() - position;
            position = bytes.size();
        }
    }

    /** Appends the packets of one read; false if the position did not advance. */
    private boolean readRun(ByteBuf target, int limit) {
        int start = target.writerIndex();
        int room = Math.min(LONGEST_READ, (limit - start) / TsPacket.LENGTH * TsPacket.LENGTH);
        boolean whole = readBytes(target, room);
        int end = target.writerIndex();
        target.writerIndex(sync.pack(target, start, end, false));
        skippedBytes += whole ? 0 : Math.max(0, end - sync.rest());
        position = whole ? position + sync.rest() - start : bytes.size();
        return sync.rest() > start;
    }

    /** Moves to the next packet before the limit, or to the end. */
    private void seek(long limit) {
        while (position < Math.min(limit, bytes.size())) { // the size may turn out at any read
            boolean whole = readBytes(searched.clear(), SEARCHED_BYTES);
            int end = searched.writerIndex();
            boolean last = !whole || position + end == bytes.size();
            int at = sync.next(searched, 0, end, last);
            if (at >= 0) {
                position += at;
                return;
            }
            skippedBytes += last ? Math.max(0, end - ~at) : 0;
            position = last ? bytes.size() : position + ~at;
        }
        skippedBytes += bytes.size() - position;
        position = bytes.size();
    }

    /** Appends bytes from the position on; false if the file has become shorter than it was. */
    private boolean readBytes(ByteBuf target, int length) {
        int wanted = (int) Math.min(length, bytes.size() - position);
        int start = target.writerIndex();
        bytes.read(target, wanted, position);
        int read = target.writerIndex() - start;
        if (position + read < bytes.size() && read < wanted) { // what is read once may tell its size only now
            shortAt = position + read;
        }
        return read == wanted;
    }
}
