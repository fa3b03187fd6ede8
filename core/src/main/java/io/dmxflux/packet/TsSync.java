// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/**
 * Finds where packets begin in bytes of unknown alignment.
 *
 * <p>A single 0x47 says nothing, since payload may hold it anywhere; five of them, each one packet length after the
 * last, are taken as proof. Three packet lengths are tried: 188, 204 with Reed-Solomon parity, 192 with a time stamp.
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 G.1 (emulation of sync bytes); ETSI TR 101 290 5.2.1, indicator 1.1 ({@code
 * TS_sync_loss}): five in a row acquire, two bad in a row lose.
 */
public final class TsSync {

    /** Sync bytes in a row that acquire alignment. */
    public static final int PACKETS_TO_LOCK = 5;

    /** Most bytes that have to be kept to go on searching in the next ones: four packets with parity, and one byte. */
    public static final int MAX_UNDECIDED_BYTES = (PACKETS_TO_LOCK - 1) * TsPacket.LENGTH_WITH_PARITY + 1;

    private static final int[] LENGTHS = {TsPacket.LENGTH, TsPacket.LENGTH_WITH_PARITY, TsPacket.LENGTH_WITH_TIME_STAMP
    };

    private TsSync() {}

    /**
     * Finds the first index at which packets of one length begin, or may begin if more bytes follow.
     *
     * @param buffer the bytes
     * @param from index to search from
     * @param to index to search up to, exclusive
     * @return the first index at which every sync byte that should be before {@code to} is there; {@code to} if there
     *     is none
     */
    public static int find(ByteBuf buffer, int from, int to) {
        for (int at = from; at < to; at++) {
            if (packetLength(buffer, at, to) != 0 || mayBegin(buffer, at, to)) {
                return at;
            }
        }
        return to;
    }

    /**
     * Decides whether packets begin at an index, and how long they are.
     *
     * @param buffer the bytes
     * @param at index to decide on
     * @param to end of the bytes, exclusive
     * @return 188, 204 or 192 if {@value #PACKETS_TO_LOCK} sync bytes of that distance begin at {@code at}; 0 if not, or
     *     if there are too few bytes to tell
     */
    public static int packetLength(ByteBuf buffer, int at, int to) {
        for (int length : LENGTHS) {
            if (syncBytes(buffer, at, to, length) == PACKETS_TO_LOCK) {
                return length;
            }
        }
        return 0;
    }

    private static boolean mayBegin(ByteBuf buffer, int at, int to) {
        for (int length : LENGTHS) {
            int visible = (to - at + length - 1) / length;
            if (visible < PACKETS_TO_LOCK && syncBytes(buffer, at, to, length) == visible) {
                return true;
            }
        }
        return false;
    }

    /** Counts sync bytes in a row, at most five. */
    private static int syncBytes(ByteBuf buffer, int at, int to, int length) {
        int count = 0;
        for (int i = at; i < to && count < PACKETS_TO_LOCK && TsPacket.hasSync(buffer, i); i += length) {
            count++;
        }
        return count;
    }
}
