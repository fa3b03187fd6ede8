// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Checks the continuity counters of a stream, all PIDs at once, and counts what is missing.
 *
 * <p>The rule, per PID: the counter advances by one with each packet that has payload, and stands still with each that
 * has none; a packet may be sent twice in a row, not three times; {@code discontinuity_indicator} excuses any jump;
 * null packets are not counted. A packet with {@code transport_error_indicator} or the reserved {@code
 * adaptation_field_control} 00 is passed over, because nothing in it can be relied on: what it should have been shows
 * as a gap at the next one.
 *
 * <p><b>Units:</b> {@code missingPackets} is the sum of the gaps modulo 16, so a loss of exactly 16 packets of a PID
 * cannot be seen, and a packet out of order counts like the loss of the 14 or 15 that the counter seems to have gone
 * on.
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3 ({@code continuity_counter}); ETSI TR 101 290 5.2.1, indicator 1.4
 * ({@code Continuity_count_error}).
 */
public final class ContinuityCounter {

    private static final int LAST_MASK = 0x0F;
    private static final int SEEN = 0x10;
    private static final int REPEATED = 0x20;

    /** Per PID: last counter in the low four bits, {@link #SEEN}, {@link #REPEATED}. */
    private final byte[] states = new byte[Pid.COUNT];

    private long errors;
    private long missingPackets;
    private long duplicates;

    /** A checker that has seen no packet. */
    public ContinuityCounter() {}

    /**
     * Looks at the next packet of the stream.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return true if nothing is wrong before it
     */
    public boolean check(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        int pid = TsPacket.pid(header);
        if (pid == Pid.NULL || TsPacket.transportError(header)) {
            return true;
        }
        boolean payload = TsPacket.hasPayload(header);
        if (!payload && !TsPacket.hasAdaptationField(header)) {
            return true;
        }
        int state = states[pid];
        int ahead = TsPacket.continuityCounter(header) - state & LAST_MASK;
        boolean seen = (state & SEEN) != 0;
        boolean repeats = seen && ahead == 0 && (payload || (state & REPEATED) != 0);
        states[pid] = (byte) (SEEN | TsPacket.continuityCounter(header) | (repeats ? REPEATED : 0));

        if (!seen || ahead == (payload ? 1 : 0)) {
            return true;
        }
        if (repeats && (state & REPEATED) == 0) {
            duplicates++;
            return true;
        }
        return AdaptationField.discontinuityIndicator(buffer, packet) || gap(repeats ? 1 : ahead, payload);
    }

    private boolean gap(int ahead, boolean payload) {
        errors++;
        missingPackets += payload ? ahead - 1 : ahead;
        return false;
    }

    /**
     * Forgets every PID's counter, after a change that breaks them all at once, such as another multiplex. The totals
     * stay.
     */
    public void reset() {
        Arrays.fill(states, (byte) 0);
    }

    /**
     * Returns how often a counter was not what it had to be.
     *
     * @return errors as indicator 1.4 counts them
     */
    public long errors() {
        return errors;
    }

    /**
     * Returns how many packets the gaps stand for, at least.
     *
     * @return packets
     */
    public long missingPackets() {
        return missingPackets;
    }

    /**
     * Returns how many packets were legal repetitions of the one before.
     *
     * @return packets
     */
    public long duplicates() {
        return duplicates;
    }
}
