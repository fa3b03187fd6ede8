// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.packet;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Checks the continuity counters of a stream, all PIDs at once, and counts what is missing.
 *
 * <p>The rule, per PID: the counter advances by one with each packet that has payload, and stands still with each that has
 * none; a packet may be sent twice in a row, not three times; {@code discontinuity_indicator} excuses any jump; null packets
 * are not counted. A packet with {@code transport_error_indicator} or the reserved {@code adaptation_field_control} 00 is
 * passed over, because nothing in it can be relied on: what it should have been shows as a gap at the next one.
 *
 * <p><b>Units:</b> {@code missingPackets} is the sum of the gaps modulo 16, so a loss of exactly 16 packets of a PID cannot be
 * seen, and a packet out of order counts like the loss of the 14 or 15 that the counter seems to have gone on.
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
        int pid = TsPacket.pid(buffer, packet);
        if (pid == Pid.NULL || TsPacket.transportError(buffer, packet)) {
            return true;
        }
        boolean payload = TsPacket.hasPayload(buffer, packet);
        if (!payload && !TsPacket.hasAdaptationField(buffer, packet)) {
            return true;
        }
        return check(buffer, packet, pid, payload);
    }

    private boolean check(ByteBuf buffer, int packet, int pid, boolean payload) {
        int state = states[pid];
        int counter = TsPacket.continuityCounter(buffer, packet);
        int ahead = counter - state & LAST_MASK;
        boolean repeated = ahead == 0 && (payload || (state & REPEATED) != 0);
        states[pid] = (byte) (SEEN | counter | (repeated ? REPEATED : 0));

        if ((state & SEEN) == 0) {
            states[pid] = (byte) (SEEN | counter);
            return true;
        }
        if (ahead == (payload ? 1 : 0)) {
            return true;
        }
        if (repeated && (state & REPEATED) == 0) {
            duplicates++;
            return true;
        }
        return AdaptationField.discontinuityIndicator(buffer, packet) || gap(repeated ? 1 : ahead, payload);
    }

    private boolean gap(int ahead, boolean payload) {
        errors++;
        missingPackets += payload ? ahead - 1 : ahead;
        return false;
    }

    /**
     * Forgets every PID's counter, after a change that breaks them all at once, such as another multiplex. The totals stay.
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
