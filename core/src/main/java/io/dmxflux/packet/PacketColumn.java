// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/**
 * Where packets may begin: at one index, and at each packet length behind it. Of several columns with 0x47 in each row the
 * one is right whose headers make sense.
 * <pre>
 *   47 41 47 1a 00 00 01 ..   PID 0x147: two columns of 0x47. In the first, PIDs come again and their counters go up;
 *   47 01 47 1b 55 55 55 ..   in the second, what stands for the PID has a counter in it, and is another in each row.
 *   47 01 47 1c 55 55 55 ..
 * </pre>
 *
 * <p><b>Units:</b> a rating is points a row, times 16; what a standard forbids costs points, what it demands earns some.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.2 and 2.4.3.3; table 2-3 (reserved PIDs) and 2.4.3.4 (lengths).
 *
 * @param at index of its first row
 * @param length from row to row; 0 if there is no column
 * @param rating how much sense its headers make: above 0 if most of them do
 * @param runnerUp the rating of the second best
 */
record PacketColumn(int at, int length, int rating, int runnerUp) {

    /** Rows that are rated at most. */
    static final int ROWS = 16;

    /** By how much a rating has to be better to be taken for it. */
    static final int CLEARLY = 16;

    private static final int SCALE = 16;
    private static final int LEAST = -1_000_000;

    // -- points for a row
    private static final int FORBIDDEN = -4;
    private static final int DAMAGED = -2;
    private static final int UNEXPECTED = -2;
    private static final int NEW_PID = -1;
    private static final int NULL_PACKET = 2;
    private static final int KNOWN_PID = 2;
    private static final int BEGINS = 3;
    private static final int FOLLOWS_ON = 3;

    private static final int FIRST_RESERVED = 3;
    private static final int LAST_RESERVED = 0x0F;
    private static final int SCRAMBLED_BY_NO_STANDARD = 1;

    private static final PacketColumn NONE = new PacketColumn(0, 0, LEAST, LEAST);

    /**
     * Compares the columns that begin within a packet length.
     *
     * @param buffer where they lie
     * @param from where the first may begin
     * @param to index behind the last byte that is there
     * @param known PIDs that the stream has had
     * @return the best one, the first of equals; one of length 0 if there is none
     */
    static PacketColumn best(ByteBuf buffer, int from, int to, KnownPids known) {
        PacketColumn best = NONE;
        int end = Math.min(to, from + TsPacket.LENGTH_WITH_PARITY);
        for (int at = from; at < end; at++) {
            if (TsPacket.hasSync(buffer, at)) {
                best = best.orAnyAt(buffer, at, from, to, known);
            }
        }
        return best;
    }

    /** Tells whether each packet of whole ones has its sync byte. */
    static boolean isWhole(ByteBuf buffer, int from, int to) {
        for (int packet = from; packet < to; packet += TsPacket.LENGTH) {
            if (!TsPacket.hasSync(buffer, packet)) {
                return false;
            }
        }
        return true;
    }

    private PacketColumn orAnyAt(ByteBuf buffer, int at, int from, int to, KnownPids known) {
        PacketColumn best = this;
        for (int length : ColumnSearch.LENGTHS) {
            boolean continuesOther = at - length >= from && ColumnSearch.isColumn(buffer, at - length, to, length);
            if (!continuesOther && ColumnSearch.isColumn(buffer, at, to, length)) {
                best = best.or(at, length, rate(buffer, at, to, length, known));
            }
        }
        return best;
    }

    private PacketColumn or(int otherAt, int otherLength, int otherRating) {
        return otherRating > rating
                ? new PacketColumn(otherAt, otherLength, otherRating, rating)
                : new PacketColumn(at, length, rating, Math.max(runnerUp, otherRating));
    }

    boolean exists() {
        return length != 0;
    }

    /** Tells whether it makes sense, and clearly more than any other. */
    boolean isClear() {
        return rating > 0 && rating - runnerUp >= CLEARLY;
    }

    /**
     * Rates a column.
     *
     * @param buffer where it lies
     * @param first index of its first row
     * @param to index behind the last byte that is there
     * @param length from row to row
     * @param known PIDs that the stream has had
     * @return above 0 if most headers make sense
     */
    static int rate(ByteBuf buffer, int first, int to, int length, KnownPids known) {
        int points = 0;
        int rows = 0;
        for (int at = first; rows < ROWS && to - at >= TsPacket.HEADER_LENGTH; at += length) {
            points += rateRow(buffer, first, at, to, length, known);
            rows++;
        }
        return rows == 0 ? 0 : points * SCALE / rows;
    }

    private static int rateRow(ByteBuf buffer, int first, int at, int to, int length, KnownPids known) {
        int header = TsPacket.header(buffer, at);
        if (!TsPacket.hasSync(buffer, at)) {
            return FORBIDDEN;
        }
        if (TsPacket.transportError(header)) {
            return DAMAGED;
        }
        int pid = TsPacket.pid(header);
        if (pid == Pid.NULL) {
            return isStuffing(header) ? NULL_PACKET : FORBIDDEN;
        }
        if (isForbidden(header, pid) || to - at >= TsPacket.LENGTH && hasUnsoundField(buffer, at, header)) {
            return FORBIDDEN;
        }
        return follows(buffer, first, at, length, header, known) + begins(buffer, at, to, header);
    }

    private static boolean isStuffing(int header) {
        return TsPacket.hasPayload(header)
                && !TsPacket.payloadUnitStart(header)
                && TsPacket.scramblingControl(header) == 0;
    }

    private static boolean isForbidden(int header, int pid) {
        return !TsPacket.hasPayload(header) && !TsPacket.hasAdaptationField(header)
                || TsPacket.scramblingControl(header) == SCRAMBLED_BY_NO_STANDARD
                || pid >= FIRST_RESERVED && pid <= LAST_RESERVED;
    }

    private static boolean hasUnsoundField(ByteBuf buffer, int at, int header) {
        int longest = AdaptationField.MAX_LENGTH - (TsPacket.hasPayload(header) ? 1 : 0);
        return AdaptationField.length(buffer, at) > longest;
    }

    /** Compares the counter with that of the row before that has the same PID. */
    private static int follows(ByteBuf buffer, int first, int at, int length, int header, KnownPids known) {
        int pid = TsPacket.pid(header);
        int knownPid = known.has(pid) ? KNOWN_PID : 0;
        for (int before = at - length; before >= first; before -= length) {
            int earlier = TsPacket.header(buffer, before);
            if (TsPacket.hasSync(buffer, before) && TsPacket.pid(earlier) == pid) {
                int ahead = TsPacket.continuityCounter(header) - TsPacket.continuityCounter(earlier) & 0x0F;
                boolean continues = ahead == (TsPacket.hasPayload(header) ? 1 : 0);
                return knownPid + (continues ? FOLLOWS_ON : ahead == 0 ? 0 : UNEXPECTED);
            }
        }
        return knownPid == 0 ? NEW_PID : knownPid;
    }

    /** Looks at what begins in a packet: a PES packet, or a section behind a pointer_field. */
    private static int begins(ByteBuf buffer, int at, int to, int header) {
        boolean isReadable = to - at >= TsPacket.LENGTH && TsPacket.scramblingControl(header) == 0;
        if (!TsPacket.payloadUnitStart(header) || !TsPacket.hasPayload(header) || !isReadable) {
            return 0;
        }
        int payload = at + TsPacket.payloadOffset(buffer, at);
        int end = at + TsPacket.LENGTH;
        if (end - payload > 3 && buffer.getMedium(payload) == 1) {
            return BEGINS;
        }
        int section = payload < end ? payload + 1 + buffer.getUnsignedByte(payload) : end;
        return section < end ? 0 : UNEXPECTED;
    }
}
