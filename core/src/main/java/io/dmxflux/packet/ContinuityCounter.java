// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Checks the continuity counters of all PIDs of a stream by the rule of {@link Continuity}, and counts missing packets. Null
 * packets are ignored.
 *
 * <p><b>Units:</b> {@code missingPackets} is the sum of the gaps modulo 16, see {@link Continuity#missing}.
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3; ETSI TR 101 290 5.2.1, indicator 1.4 ({@code Continuity_count_error}).
 */
public final class ContinuityCounter {

    /** Per PID the lower half of a state of {@link Continuity}. */
    private final byte[] states = new byte[Pid.COUNT];

    private long errors;
    private long missingPackets;
    private long duplicates;

    /** A counter that has seen no packet. */
    public ContinuityCounter() {}

    /**
     * Takes the next packet of the stream.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return false if a packet of its PID is missing before it
     */
    public boolean check(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        int pid = TsPacket.pid(header);
        if (pid == Pid.NULL) {
            return true;
        }
        int state = Continuity.next(states[pid], header, buffer, packet);
        states[pid] = (byte) state;
        return Continuity.followsOn(state) || !countsGap(state);
    }

    private boolean countsGap(int state) {
        if (Continuity.isDuplicate(state)) {
            duplicates++;
        }
        if (!Continuity.isGap(state)) {
            return false;
        }
        errors++;
        missingPackets += Continuity.missing(state);
        return true;
    }

    /**
     * Forgets every PID's counter, after a change that breaks them all at once, such as another multiplex. The totals
     * stay.
     */
    public void reset() {
        Arrays.fill(states, (byte) 0);
    }

    /**
     * Returns how often a counter was wrong.
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
