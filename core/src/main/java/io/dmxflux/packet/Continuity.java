// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;

/**
 * The rule of the continuity counter, for one PID, as a step from one state to the next.
 *
 * <p>The counter advances by one with each packet that has payload, and stands still with each that has none; a packet may be
 * sent twice in a row, not three times; {@code discontinuity_indicator} excuses any jump. A packet with
 * {@code transport_error_indicator} or the reserved {@code adaptation_field_control} 00 is ignored, because its fields
 * cannot be relied on: its absence shows as a gap at the next packet.
 * <pre>
 *   state   | missing (4 bits) | GAP | JUMP | DUPLICATE | REPEATED | SEEN | counter (4 bits) |
 *            \____ of the last packet: what was wrong before it ____/\____ for the next one ____/
 * </pre>
 *
 * <p><b>Units:</b> a state is an {@code int}; a caller need keep only its low eight bits. {@link #UNSEEN} is the first.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3 ({@code continuity_counter}); ETSI TR 101 290 5.2.1, indicator 1.4.
 */
public final class Continuity {

    /** The state of a PID before its first packet, of which nothing is expected. */
    public static final int UNSEEN = 0;

    private static final int COUNTER_MASK = 0x0F;
    private static final int SEEN = 0x10;
    private static final int REPEATED = 0x20;
    private static final int KEPT = SEEN | REPEATED | COUNTER_MASK;

    private static final int DUPLICATE = 0x40;
    private static final int JUMP = 0x80;
    private static final int GAP = 0x100;
    private static final int MISSING_SHIFT = 9;

    private Continuity() {}

    /**
     * Takes the PID's next packet; not for null packets, whose counter has no meaning.
     *
     * @param state what this returned for the PID's packet before, or {@link #UNSEEN}
     * @param header of the packet, see {@link TsPacket#header}
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return the state behind the packet, for the accessors of this class
     */
    public static int next(int state, int header, ByteBuf buffer, int packet) {
        boolean payload = TsPacket.hasPayload(header);
        if (!counts(header)) {
            return state & KEPT;
        }
        int counter = TsPacket.continuityCounter(header);
        int ahead = counter - state & COUNTER_MASK;
        int seen = SEEN | counter;
        if ((state & SEEN) == 0 || payload && ahead == 1) {
            return seen;
        }
        if (ahead != 0) {
            return seen | broken(payload ? ahead - 1 : ahead, buffer, packet);
        }
        if (!payload) {
            return seen | state & REPEATED;
        }
        return seen | REPEATED | ((state & REPEATED) == 0 ? DUPLICATE : broken(0, buffer, packet));
    }

    /** Tells whether the fields of a packet can be relied on. */
    static boolean counts(int header) {
        return !TsPacket.transportError(header) && (TsPacket.hasPayload(header) || TsPacket.hasAdaptationField(header));
    }

    /** Returns what of a header {@link #next} goes by. */
    static int bits(int header) {
        return header & TsPacket.CONTINUITY_BITS;
    }

    /** Returns the same, and some that are 0 in a packet of payload alone in which nothing begins. */
    static int continuationBits(int header) {
        return header & TsPacket.CONTINUATION_BITS;
    }

    /** Returns the {@link #bits} of the packet with payload that follows on from one. */
    static int bitsBehind(int header) {
        return TsPacket.PAYLOAD | TsPacket.continuityCounter(header + 1);
    }

    /** Returns the state before a packet with these {@link #bits} that follows on from one that did. */
    static int stateBefore(int bits) {
        return SEEN | TsPacket.continuityCounter(bits - 1);
    }

    /** Tells whether a packet was a repetition, so that another one would be an error. */
    static boolean isRepeated(int state) {
        return (state & REPEATED) != 0;
    }

    /** Returns what of a state the next step needs. */
    static int kept(int state) {
        return state & KEPT;
    }

    private static int broken(int missing, ByteBuf buffer, int packet) {
        return AdaptationField.discontinuityIndicator(buffer, packet) ? JUMP : GAP | missing << MISSING_SHIFT;
    }

    /**
     * Tells whether the packet follows on from the one before, as nearly all do: it is no duplicate, and nothing is broken.
     *
     * @param state what {@link #next} returned for it
     * @return true if it is neither a duplicate nor behind a gap or jump
     */
    public static boolean followsOn(int state) {
        return state <= KEPT;
    }

    /**
     * Tells whether the packet is the legal repetition of the one before.
     *
     * @param state what {@link #next} returned for it
     * @return true for the second of two
     */
    public static boolean isDuplicate(int state) {
        return (state & DUPLICATE) != 0;
    }

    /**
     * Tells whether the counter is wrong without a {@code discontinuity_indicator}.
     *
     * @param state what {@link #next} returned
     * @return true for an error by indicator 1.4
     */
    public static boolean isGap(int state) {
        return (state & GAP) != 0;
    }

    /** Tells whether a packet does not follow on, and is excused by its {@code discontinuity_indicator}. */
    static boolean isJump(int state) {
        return (state & JUMP) != 0;
    }

    /**
     * Tells whether the packet does not follow on from the one before, excused or not.
     *
     * @param state what {@link #next} returned
     * @return true if a section or PES packet begun before cannot be continued
     */
    public static boolean isBroken(int state) {
        return (state & (GAP | JUMP)) != 0;
    }

    /**
     * Returns how many packets are missing at a gap, at least: modulo 16, so a loss of exactly 16 packets is not detected,
     * and a packet out of order counts as a loss of 14 or 15 here; {@link ContinuityCounter} tells it from one.
     *
     * @param state what {@link #next} returned
     * @return packets, 0 to 15; 0 if there is no gap, or if a packet was sent a third time
     */
    public static int missing(int state) {
        return state >>> MISSING_SHIFT;
    }
}
