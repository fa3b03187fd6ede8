// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * The packets of a segment that is being written, in pieces.
 *
 * <p><b>Ownership:</b> owns its memory; what {@link #cut} returns is the caller's.
 * <p><b>Threading:</b> one thread.
 */
final class SegmentBytes {

    private static final int PIECE = 348 * TsPacket.LENGTH;

    private List<ByteBuf> pieces = new ArrayList<>();
    private int length;

    /** Copies a packet. */
    void append(ByteBuf buffer, int packet) {
        append(buffer, packet, TsPacket.LENGTH);
    }

    private void append(ByteBuf buffer, int from, int bytes) {
        int at = from;
        int left = bytes;
        while (left > 0) {
            if (length == pieces.size() * PIECE) {
                pieces.add(PacketBuffers.allocate(PIECE));
            }
            int some = Math.min(left, pieces.size() * PIECE - length);
            pieces.get(pieces.size() - 1).writeBytes(buffer, at, some);
            length += some;
            at += some;
            left -= some;
        }
    }

    int length() {
        return length;
    }

    /**
     * Takes the beginning away; what is behind it stays, as the beginning of what comes next.
     *
     * @param end how much, in bytes
     * @param before goes before it
     */
    ByteBuf cut(int end, byte[] before) {
        List<ByteBuf> taken = new ArrayList<>();
        if (before.length > 0) {
            taken.add(PacketBuffers.allocate(before.length).writeBytes(before));
        }
        List<ByteBuf> all = pieces;
        int whole = length;
        pieces = new ArrayList<>();
        length = 0;
        for (int i = 0; i < all.size(); i++) {
            ByteBuf piece = all.get(i);
            int from = i * PIECE;
            int kept = Math.max(0, Math.min(end - from, piece.writerIndex()));
            if (kept < piece.writerIndex() && whole > end) {
                append(piece, kept, piece.writerIndex() - kept);
            }
            if (kept > 0) {
                taken.add(piece.writerIndex(kept));
            } else {
                piece.release();
            }
        }
        return taken.isEmpty()
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.wrappedBuffer(taken.size(), taken.toArray(ByteBuf[]::new));
    }

    /** Drops the beginning. */
    void dropBefore(int end) {
        if (end > 0) {
            cut(end, new byte[0]).release();
        }
    }

    void clear() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        length = 0;
    }
}
