// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The last packets of one PID: tells what is missing from what comes late, or comes again, where datagrams are swapped or
 * doubled on the way.
 * <pre>
 *   come      1 2 3 | 7 8 9 | 4 5 6 | 10         missing 3 at 7, less one each at 4, 5 and 6: none
 *   come      1 2 3 | 1 2 3 | 4                  none: the same packets as before
 *   come      1 2 3 | 7 8 9 | 10                 3
 * </pre>
 *
 * <p>A counter of four bits cannot tell a packet that is 6 late from one behind a gap of 9. So a packet that does not follow on
 * is taken for the first of these that it can be: one of a gap before, one that came before (the same content, which is not that
 * of all its neighbours unless it is up to {@value #MOST_ALIKE} behind), one behind a gap. A wrong choice shows at the packets
 * behind it, which go on where the gap that they are to fill ends; at the next gap, of what is missing by either choice the less is
 * taken. A gap is filled while it is no more than {@value #LATEST} packets of the whole stream back, which is more than networks
 * swap: a rare PID has a gap of an hour ago just before it. So it is what is missing at least: where all packets are alike, where
 * more than 15 in a row are late, and where many single ones are lost, it may be less than the truth.
 *
 * <p><b>Units:</b> positions count the packets with payload, are right modulo 16, and wrap.
 * <p><b>Threading:</b> one thread.
 */
final class RecentPackets {

    private static final int COUNTERS = 16;
    private static final int COUNTER_MASK = COUNTERS - 1;
    private static final int MOST_ALIKE = 7;

    /** Positions of which the content is known; a power of two. */
    private static final int REMEMBERED = 64;

    private static final int REMEMBERED_MASK = REMEMBERED - 1;

    /**
     * Index in a packet of the bytes that are remembered, where something may begin in it: in the middle, behind most adaptation
     * fields and PES headers. Of others it is the first four of the payload, which are read with the header.
     */
    private static final int CONTENT = 98;

    private static final int MOST_GAPS = 8;

    /** A gap is given up when it is so far back. */
    private static final int OLDEST = 256;

    /** Packets of all PIDs, 146 datagrams, after which nothing comes late. */
    private static final int LATEST = 1024;

    private static final int MOST_BEYOND = 48;

    private static final int NONE = -1;

    /** By position, what the packet looked like; 0 for none. */
    private final int[] contents = new int[REMEMBERED];

    /** First and last position of each gap, the newest last. */
    private final int[] first = new int[MOST_GAPS];

    private final int[] last = new int[MOST_GAPS];

    /** Where in the whole stream each gap was met. */
    private final long[] met = new long[MOST_GAPS];

    private int gaps;

    /** Where in the whole stream the packet is. */
    private long place;

    private boolean begun;
    private int newest;

    /** What {@link Continuity#bits} of the packet are that {@link #goOn} takes; {@link #NONE} if it takes none. */
    private int expected = NONE;

    /** By {@link Continuity}, where nothing is {@link #expected}. */
    private int state = Continuity.UNSEEN;

    private int missing;

    /** Whether the last packet was late, and its position if it was. */
    private boolean late;

    private int at;

    /** Late packets in a row behind the end of a gap. */
    private int beyond;

    /** What is missing besides if the late packets were not late: those that they filled gaps with, and what is before them. */
    private int owed;

    /** Forgets the packets, as nothing is expected of the next one. */
    void forget() {
        begun = false;
        expected = NONE;
        state = Continuity.UNSEEN;
    }

    /**
     * Takes the next packet if it follows on from the one before and that was not late, and has nothing but payload in which
     * nothing begins, as nine of ten. Small, so that it is inlined in the loop over a buffer's packets.
     *
     * @param header of the packet
     * @param behind the four bytes behind it
     * @return false if it is yet to be given to {@link #goOn}
     */
    boolean goesOn(int header, int behind) {
        if (Continuity.continuationBits(header) != expected) {
            return false;
        }
        expected = Continuity.bitsBehind(header);
        contents[++newest & REMEMBERED_MASK] = behind | 1;
        return true;
    }

    /**
     * Takes the next packet if it follows on from the one before and that was not late, as for nearly all.
     *
     * @param header of the packet
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return false if it is yet to be given to {@link #take}
     */
    boolean goOn(int header, ByteBuf buffer, int packet) {
        if (Continuity.bits(header) != expected) {
            return false;
        }
        expected = Continuity.bitsBehind(header);
        contents[++newest & REMEMBERED_MASK] = content(header, buffer, packet);
        return true;
    }

    /**
     * Takes the next packet, of any kind.
     *
     * @param header of the packet, which {@link Continuity#counts}
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @param number of the packet in the whole stream
     * @return the state behind it, for the accessors of {@link Continuity}
     */
    int take(int header, ByteBuf buffer, int packet, long number) {
        place = number;
        int before = expected == NONE ? state : Continuity.stateBefore(expected);
        state = Continuity.next(before, header, buffer, packet);
        int counter = TsPacket.continuityCounter(header);
        if (!begun || Continuity.isJump(state)) {
            begin(counter);
        }
        missing = TsPacket.hasPayload(header)
                ? missingBefore(counter, content(header, buffer, packet))
                : missingUpTo(counter);
        boolean isNewest = !late && (counter - newest & COUNTER_MASK) == 0;
        int behind = Continuity.bitsBehind(header);
        expected = isNewest && Continuity.stateBefore(behind) == state ? behind : NONE;
        return state;
    }

    /** Returns by how many there are more packets missing since the last that was taken; -1 if it is one that was. */
    int missing() {
        return missing;
    }

    private int missingUpTo(int counter) {
        if (late && counter == (at & COUNTER_MASK)) {
            return 0;
        }
        int ahead = counter - newest & COUNTER_MASK;
        return ahead == 0 || ahead > COUNTERS / 2 ? 0 : skip(ahead);
    }

    private int missingBefore(int counter, int content) {
        int ahead = counter - newest & COUNTER_MASK;
        if (!late && ahead <= 1) {
            return accept(newest + ahead, content, 0);
        }
        int behind = COUNTERS - ahead;
        boolean goesOn = late && counter == (at + 1 & COUNTER_MASK);
        if (goesOn && beyond > 0) {
            return goBeyond();
        }
        int gap = gapOf(counter);
        if (gap >= 0) {
            return fill(gap, positionIn(gap, counter), content);
        }
        if (goesOn && ahead > 1) {
            return goBeyond();
        }
        if (ahead <= 1) {
            return accept(newest + ahead, content, 0);
        }
        if (hasCome(behind, content)) {
            return 0;
        }
        return goOnBehindGap(counter, content);
    }

    /** Takes the late packets before for the stream where less is missing then: it is what is missing at least. */
    private int goOnBehindGap(int counter, int content) {
        int asGap = counter - newest - 1 & COUNTER_MASK;
        int asStream = owed + (counter - at - 1 & COUNTER_MASK);
        int before = 0;
        if (beyond > 0 && asStream < asGap) {
            before = owed;
            takeAsStream();
        }
        int missing = skip(counter - newest - 1 & COUNTER_MASK);
        return accept(newest + 1, content, before + missing);
    }

    private void begin(int counter) {
        begun = true;
        gaps = 0;
        beyond = 0;
        owed = 0;
        newest = (newest & -REMEMBERED) + 2 * REMEMBERED + counter; // what was remembered is out of reach
        late = false;
        Arrays.fill(contents, 0);
    }

    private int accept(int position, int content, int missing) {
        newest = position;
        late = false;
        beyond = 0;
        owed = 0;
        contents[position & REMEMBERED_MASK] = content;
        return missing;
    }

    /** Opens a gap behind the newest packet, and returns its length. */
    private int skip(int count) {
        if (gaps == MOST_GAPS || gaps > 0 && newest - last[0] > OLDEST) {
            remove(0);
        }
        first[gaps] = newest + 1;
        met[gaps] = place;
        last[gaps++] = newest + count;
        for (int i = 1; i <= count; i++) {
            contents[newest + i & REMEMBERED_MASK] = 0;
        }
        newest += count;
        return count;
    }

    /** Returns the gap that a packet can be of: of the one that is being filled, or else of the newest. */
    private int gapOf(int counter) {
        for (int gap = gaps - 1; gap >= 0; gap--) {
            if (late && isOpen(gap) && first[gap] == at + 1 && (first[gap] & COUNTER_MASK) == counter) {
                return gap;
            }
        }
        for (int gap = gaps - 1; gap >= 0; gap--) {
            int position = positionIn(gap, counter);
            int reach = position == first[gap] ? OLDEST : COUNTERS;
            if (isOpen(gap) && newest - last[gap] <= reach && position - last[gap] <= 0) {
                return gap;
            }
        }
        return -1;
    }

    private boolean isOpen(int gap) {
        return place - met[gap] <= LATEST;
    }

    private int positionIn(int gap, int counter) {
        return first[gap] + (counter - first[gap] & COUNTER_MASK);
    }

    private int fill(int gap, int position, int content) {
        int end = last[gap];
        int start = first[gap];
        long since = met[gap];
        remove(gap);
        if (position - end < 0) {
            insert(gap, position + 1, end, since);
        }
        if (start - position < 0) {
            insert(gap, start, position - 1, since);
        }
        owed += 1 + (position - 1 - (late ? at : newest) & COUNTER_MASK);
        late = true;
        at = position;
        beyond = 0;
        contents[position & REMEMBERED_MASK] = content;
        return -1;
    }

    private void insert(int gap, int start, int end, long since) {
        if (gaps == MOST_GAPS) {
            return; // it is missing for ever
        }
        System.arraycopy(first, gap, first, gap + 1, gaps - gap);
        System.arraycopy(last, gap, last, gap + 1, gaps - gap);
        System.arraycopy(met, gap, met, gap + 1, gaps - gap);
        met[gap] = since;
        first[gap] = start;
        last[gap] = end;
        gaps++;
    }

    private void remove(int gap) {
        gaps--;
        System.arraycopy(first, gap + 1, first, gap, gaps - gap);
        System.arraycopy(last, gap + 1, last, gap, gaps - gap);
        System.arraycopy(met, gap + 1, met, gap, gaps - gap);
    }

    /** Late packets go on behind their gap, which is known modulo 16 only. If they go on for long they are the stream. */
    private int goBeyond() {
        at++;
        if (++beyond == MOST_BEYOND) {
            takeAsStream();
        }
        return 0;
    }

    private void takeAsStream() {
        newest += at - newest & COUNTER_MASK;
        late = false;
        beyond = 0;
        owed = 0;
    }

    private boolean hasCome(int behind, int content) {
        for (int back = behind; back < REMEMBERED; back += COUNTERS) {
            boolean same = contents[newest - back & REMEMBERED_MASK] == content;
            if (same && (back <= MOST_ALIKE || contents[newest & REMEMBERED_MASK] != content)) {
                return true;
            }
        }
        return false;
    }

    /** Not 0, and nearly always another one for another packet. */
    private static int content(int header, ByteBuf buffer, int packet) {
        int at = TsPacket.isContinuation(header) ? TsPacket.HEADER_LENGTH : CONTENT;
        return buffer.getInt(packet + at) | 1;
    }
}
