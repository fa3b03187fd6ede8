// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/** Finds sync bytes in a row, each one packet length behind the last. Buffers are only read. */
final class ColumnSearch {

    static final int[] LENGTHS = {TsPacket.LENGTH, TsPacket.LENGTH_WITH_PARITY, TsPacket.LENGTH_WITH_TIME_STAMP};

    private ColumnSearch() {}

    /** Finds the first index at which packets of one length begin, or may begin if more bytes follow; {@code to} if none. */
    static int find(ByteBuf buffer, int from, int to) {
        for (int at = from; at < to; at++) {
            if (isColumnSoFar(buffer, at, to)) {
                return at;
            }
        }
        return to;
    }

    /** Returns 188, 204 or 192 if five sync bytes of that distance begin at {@code at}; 0 if not, or if it cannot be told. */
    static int packetLength(ByteBuf buffer, int at, int to) {
        for (int length : LENGTHS) {
            if (isColumn(buffer, at, to, length)) {
                return length;
            }
        }
        return 0;
    }

    /** Tells whether five sync bytes of a distance begin at {@code at}. */
    static boolean isColumn(ByteBuf buffer, int at, int to, int length) {
        return syncBytes(buffer, at, to, length) == TsSync.PACKETS_TO_LOCK;
    }

    /** Tells whether no other column can begin within the packet that begins at {@code at}, whatever follows. */
    static boolean isAlone(ByteBuf buffer, int at, int to) {
        int other = at + 1;
        while (other < at + TsPacket.LENGTH && !isColumnSoFar(buffer, other, to)) {
            other++;
        }
        return other == at + TsPacket.LENGTH;
    }

    private static boolean isColumnSoFar(ByteBuf buffer, int at, int to) {
        return packetLength(buffer, at, to) != 0 || mayBegin(buffer, at, to);
    }

    private static boolean mayBegin(ByteBuf buffer, int at, int to) {
        for (int length : LENGTHS) {
            int visible = (to - at + length - 1) / length;
            if (visible < TsSync.PACKETS_TO_LOCK && syncBytes(buffer, at, to, length) == visible) {
                return true;
            }
        }
        return false;
    }

    /** Returns the length of whole packets, of which there may be fewer than five up to the end of the stream, or 0. */
    static int lengthOfFew(ByteBuf buffer, int from, int to) {
        if (to - from < TsPacket.LENGTH) {
            return 0;
        }
        for (int length : LENGTHS) {
            int whole = (to - from - TsPacket.LENGTH) / length + 1;
            if (syncBytes(buffer, from, to, length) >= Math.min(whole, TsSync.PACKETS_TO_LOCK)) {
                return length;
            }
        }
        return 0;
    }

    /** Counts sync bytes in a row, at most five. */
    private static int syncBytes(ByteBuf buffer, int at, int to, int length) {
        int count = 0;
        for (int i = at; i < to && count < TsSync.PACKETS_TO_LOCK && TsPacket.hasSync(buffer, i); i += length) {
            count++;
        }
        return count;
    }
}
