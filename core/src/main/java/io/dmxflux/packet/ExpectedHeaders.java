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
 * A PID can be watched, so that all of its packets are looked at.
 *
 * <p>It is an open hash table of headers, with the PID in its place: the few PIDs of a service lie in one cache line, and a
 * relay of 480 services has as many tables. An array by PID, of which each entry is in a cache line of its own, took 32 kB each.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> as {@link Continuity}, whose rule it applies.
 */
public final class ExpectedHeaders {

    /** All of a header but {@code transport_priority}. */
    private static final int COMPARED = 0xFFDF_FFFF;

    private static final int PID_BITS = 0x001F_FF00;
    private static final int PID_SHIFT = 8;
    private static final int SCRAMBLING_BITS = 0xC0;
    private static final int COUNTER_MASK = 0x0F;
    private static final int STATE_BITS = 0xFF;

    private static final int KIND_BITS = 0xFF00_0000;

    /** In place of the sync byte: the entry is a header. */
    private static final int EXPECTED = TsPacket.SYNC_BYTE << 24;

    /** The next packet is looked at, and the lowest byte is its state of {@link Continuity}. */
    private static final int UNKNOWN = 0x0100_0000;

    /** Each packet is looked at. */
    private static final int WATCHED = 0x0800_0000;

    /** In place of {@code transport_priority}: packets have come since the last {@link #takeCame}. */
    private static final int CAME = 0x0020_0000;

    private static final int FREE = 0;
    private static final int FIRST_LENGTH = 16;
    /** The golden ratio, of the 24 bits that are left of it behind the PID's place. */
    private static final int HASH = 0x9E_3779;

    private int[] entries = new int[FIRST_LENGTH];
    private int shift = Integer.numberOfLeadingZeros(FIRST_LENGTH) + 1;
    private int used;

    /** No PID has had a packet, and each first one is to be looked at. */
    public ExpectedHeaders() {}

    /**
     * Takes the next packet if there is nothing to look at.
     *
     * @param header of the packet, see {@link TsPacket#header}
     * @return false if it is yet to be given to {@link #next}
     */
    public boolean goesOn(int header) {
        int at = find(header & PID_BITS);
        int known = entries[at];
        if (((header ^ known) & COMPARED) != 0) {
            return false;
        }
        entries[at] = followedBy(known) | CAME;
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
        int pid = header & PID_BITS;
        int at = add(pid);
        int known = entries[at];
        int state = Continuity.next(stateOf(known), header, buffer, packet);
        if (Continuity.counts(header)) {
            boolean isExpected = kind(known) != WATCHED && !Continuity.isRepeated(state);
            entries[at] = CAME
                    | (isExpected
                            ? followedBy(EXPECTED | pid | TsPacket.PAYLOAD | header & (SCRAMBLING_BITS | COUNTER_MASK))
                            : (kind(known) == WATCHED ? WATCHED : UNKNOWN) | pid | Continuity.kept(state));
        }
        return state;
    }

    /**
     * Tells whether packets of a PID have come, that count by the rule of {@link Continuity}, since this was asked last.
     *
     * @param pid 0 to 0x1FFE
     * @return false if there was none
     */
    public boolean takeCame(int pid) {
        int at = find(pid << PID_SHIFT);
        boolean came = (entries[at] & CAME) != 0;
        entries[at] &= ~CAME;
        return came;
    }

    /**
     * Looks at all packets of a PID from here on, or no longer.
     *
     * @param pid 0 to 0x1FFE
     * @param watched whether to
     */
    public void watch(int pid, boolean watched) {
        int at = add(pid << PID_SHIFT);
        int known = entries[at];
        entries[at] = (watched ? WATCHED : UNKNOWN) | known & (CAME | PID_BITS) | stateOf(known);
    }

    /** Forgets every counter, after a gap that is not the stream's. What is watched stays so. */
    public void reset() {
        for (int at = 0; at < entries.length; at++) {
            int known = entries[at];
            if (known != FREE) {
                entries[at] = (kind(known) == WATCHED ? WATCHED : UNKNOWN) | known & (CAME | PID_BITS);
            }
        }
    }

    /** Returns where the entry of a PID is, or where it would be. */
    private int find(int pid) {
        int[] known = entries;
        int at = pid * HASH >>> shift;
        while (known[at] != FREE && ((known[at] ^ pid) & PID_BITS) != 0) {
            at = at + 1 & known.length - 1;
        }
        return at;
    }

    private int add(int pid) {
        int at = find(pid);
        if (entries[at] == FREE) {
            if (used >= entries.length / 2) {
                grow();
                at = find(pid);
            }
            used++;
            entries[at] = UNKNOWN | pid;
        }
        return at;
    }

    private void grow() {
        int[] old = entries;
        entries = new int[2 * old.length];
        shift--;
        for (int known : old) {
            if (known != FREE) {
                entries[find(known & PID_BITS)] = known;
            }
        }
    }

    private static int kind(int known) {
        return known & KIND_BITS;
    }

    private static int followedBy(int header) {
        return header & ~COUNTER_MASK | header + 1 & COUNTER_MASK;
    }

    private static int stateOf(int known) {
        return kind(known) == EXPECTED ? Continuity.stateBefore(known) : known & STATE_BITS;
    }
}
