// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/**
 * By PID, the header of the next packet in which there is nothing to look at: payload and no adaptation field, nothing begins
 * in it, as scrambled as the one before, and its counter follows on. Nine packets of ten are of that kind, and cost one
 * comparison.
 * <pre>
 *   header of a packet  ----goesOn----&gt; yes: done
 *                          | no
 *                          +---next--&gt; the caller looks at it, and at what Continuity says
 * </pre>
 * A PID can be watched, so that all of its packets are looked at, or the next one only.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> as {@link Continuity}, whose rule it applies.
 */
public final class ExpectedHeaders {

    private static final int SYNC = TsPacket.SYNC_BYTE << 24;

    /** All of a header but {@code transport_priority} and the PID, which is the index. */
    private static final int COMPARED = 0xFFC0_00FF;

    private static final int SYNC_MASK = 0xFF00_0000;
    private static final int SCRAMBLING_BITS = 0xC0;
    private static final int COUNTER_MASK = 0x0F;

    /** In place of the sync byte, which no header has: each packet is looked at. Otherwise, without a sync byte, the next one. */
    private static final int WATCHED = 0x0800_0000;

    /** A header, or {@link #WATCHED} or nothing with the state of {@link Continuity} in the lowest byte. */
    private final int[] expected = new int[Pid.COUNT];

    /** No PID has had a packet, and each first one is to be looked at. */
    public ExpectedHeaders() {}

    /**
     * Takes the next packet if there is nothing to look at.
     *
     * @param header of the packet, see {@link TsPacket#header}
     * @return false if it is yet to be given to {@link #next}
     */
    public boolean goesOn(int header) {
        int pid = TsPacket.pid(header);
        int known = expected[pid];
        if (((header ^ known) & COMPARED) != 0) {
            return false;
        }
        expected[pid] = followedBy(known);
        return true;
    }

    /**
     * Takes the next packet of any kind; not for null packets.
     *
     * @param header of the packet
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return the state behind it, for the accessors of {@link Continuity}
     */
    public int next(int header, ByteBuf buffer, int packet) {
        int pid = TsPacket.pid(header);
        int known = expected[pid];
        int state = Continuity.next(stateOf(known), header, buffer, packet);
        if (Continuity.counts(header)) {
            expected[pid] = (known & SYNC_MASK) == WATCHED || Continuity.isRepeated(state)
                    ? known & WATCHED | Continuity.kept(state)
                    : followedBy(SYNC | TsPacket.PAYLOAD | header & (SCRAMBLING_BITS | COUNTER_MASK));
        }
        return state;
    }

    private static int followedBy(int header) {
        return header & ~COUNTER_MASK | header + 1 & COUNTER_MASK;
    }

    private static int stateOf(int known) {
        return (known & SYNC_MASK) == SYNC ? Continuity.stateBefore(known) : known & ~SYNC_MASK;
    }

    /**
     * Looks at the next packet of a PID, whatever it is.
     *
     * @param pid 0 to 0x1FFE
     */
    public void lookAtNext(int pid) {
        int known = expected[pid];
        expected[pid] = known & WATCHED | stateOf(known);
    }

    /**
     * Looks at all packets of a PID from here on, or no longer.
     *
     * @param pid 0 to 0x1FFE
     * @param watched whether to
     */
    public void watch(int pid, boolean watched) {
        expected[pid] = (watched ? WATCHED : 0) | stateOf(expected[pid]);
    }

    /** Forgets every counter, after a gap that is not the stream's. What is watched stays so. */
    public void reset() {
        for (int pid = 0; pid < expected.length; pid++) {
            int known = expected[pid];
            expected[pid] = (known & SYNC_MASK) == WATCHED ? WATCHED : 0;
        }
    }
}
