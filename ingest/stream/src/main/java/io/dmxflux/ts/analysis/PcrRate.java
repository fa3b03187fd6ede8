// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.PcrClock;
import io.dmxflux.packet.Pid;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The bit rate of a stream by its clocks: the mean of the rates between each two PCRs in a row of a PID.
 *
 * <pre>
 *   packet   0    1    2    3    4    5    6        rate 1 = 3 packets / (P1 - P0)
 *   PID A         P0             P1   P2            rate 2 = 1 packet  / (P2 - P1)
 * </pre>
 *
 * <p>Two PCRs with a gap or a {@code discontinuity_indicator} between them, or without a regular step, do not measure the
 * rate, and the next pair begins with the second.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> {@link PcrClock}.
 */
final class PcrRate {

    /** A clock for each PID that has shown a PCR. */
    private final @Nullable PcrClock[] clocks = new @Nullable PcrClock[Pid.COUNT];

    private double sumOfRates;
    private long rates;

    PcrRate() {}

    /** Begins a new stretch in a PID with a gap. */
    void interrupt(int pid) {
        PcrClock clock = clocks[pid];
        if (clock != null) {
            clock.interrupt();
        }
    }

    /** Expects nothing of the next PCR of any PID. */
    void interrupt() {
        for (int pid = 0; pid < clocks.length; pid++) {
            interrupt(pid);
        }
    }

    /** Takes the PCR of a packet, given by its number in the stream. */
    void clock(int pid, long ticks, long packet) {
        PcrClock clock = clocks[pid];
        if (clock == null) {
            clock = new PcrClock();
            clocks[pid] = clock;
        }
        if (clock.next(ticks, packet, false) == PcrClock.Step.REGULAR) {
            sumOfRates += (double) clock.stepLength() / clock.stepTicks();
            rates++;
        }
    }

    /** Returns packets per tick; empty if no two PCRs measured it. */
    OptionalDouble packetsPerTick() {
        return rates == 0 ? OptionalDouble.empty() : OptionalDouble.of(sumOfRates / rates);
    }
}
