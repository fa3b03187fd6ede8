// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The bit rate of a stream by its clocks: the mean of the rates between each two PCRs in a row of a PID.
 *
 * <pre>
 *   packet   0    1    2    3    4    5    6        rate 1 = 3 packets / (P1 - P0)
 *   PID A         P0             P1   P2            rate 2 = 1 packet  / (P2 - P1)
 * </pre>
 *
 * <p>Two PCRs with a gap or a {@code discontinuity_indicator} between them, in the wrong order, or more than {@link
 * #LONGEST_STEP} apart say nothing about the packets between them, and the next pair begins with the second.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.2.2.
 */
final class PcrRate {

    /** A clock that is further on than a second has jumped; the standard's limit between two PCRs is 100 ms (2.7.2). */
    static final long LONGEST_STEP = Pcr.TICKS_PER_SECOND;

    private final long[] lastTicks = new long[Pid.COUNT];
    private final long[] lastPacket = new long[Pid.COUNT];
    private double sumOfRates;
    private long rates;

    PcrRate() {
        Arrays.fill(lastTicks, Pcr.ABSENT);
    }

    /** Begins a new stretch in a PID in which something is missing. */
    void interrupt(int pid) {
        lastTicks[pid] = Pcr.ABSENT;
    }

    /** Takes the PCR of the packet of that number in the stream. */
    void clock(int pid, long ticks, long packet) {
        if (lastTicks[pid] != Pcr.ABSENT) {
            measure(Pcr.difference(ticks, lastTicks[pid]), packet - lastPacket[pid]);
        }
        lastTicks[pid] = ticks;
        lastPacket[pid] = packet;
    }

    private void measure(long step, long packets) {
        if (step > 0 && step <= LONGEST_STEP) {
            sumOfRates += (double) packets / step;
            rates++;
        }
    }

    /** Returns packets per tick; empty if no two PCRs told it. */
    OptionalDouble packetsPerTick() {
        return rates == 0 ? OptionalDouble.empty() : OptionalDouble.of(sumOfRates / rates);
    }
}
