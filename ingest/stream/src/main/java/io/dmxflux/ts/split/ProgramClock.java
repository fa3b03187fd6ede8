// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pcr;
import java.util.concurrent.TimeUnit;

/**
 * The clock of an output's program, by the PCRs that are sent: finds where it goes on in another time base, and how much time
 * of the stream has passed.
 * <pre>
 *   sent, ms     0   40   80  |  other source: 130  170  |  other source: 9000  9040
 *   elapsed      0   40   80  |                132  172  |                 215   255
 *   tells                     |                 no       |                 yes
 * </pre>
 * Behind a change of source a PCR continues the clock if it is what the last one and the time since then make expect, give or
 * take {@link #TOLERANCE_TICKS}: programs of one multiplexer may share a clock. Within a source only a clock that goes back,
 * or ahead by {@link #LONGEST_STEP_TICKS} more than the time since then, is another time base: whatever is smaller is jitter,
 * a loss, or a stall of the network.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.5 (system time-base discontinuity); TR 101 290 2.3.b.
 */
final class ProgramClock {

    private static final long TOLERANCE_TICKS = Pcr.TICKS_PER_SECOND / 10;
    private static final long LONGEST_STEP_TICKS = Pcr.TICKS_PER_SECOND;

    /** Longer than the gaps that a file may have where something is lost; how long they are is not known otherwise. */
    private static final long LONGEST_GAP_TICKS = 10 * Pcr.TICKS_PER_SECOND;

    /** Longer than a program's clock is of use after: its drift exceeds the tolerance. */
    private static final long LONGEST_ELAPSED_NANOS = TimeUnit.MINUTES.toNanos(10);

    private long pcr = Pcr.ABSENT;
    private long pcrNanos;
    private long streamTicks;
    private boolean sourceChanges;
    private boolean timed = true;

    /** Says whether packets are due as they came; false for an input that is read as fast as possible. */
    void timed(boolean asReceived) {
        timed = asReceived;
    }

    /** Expects PCRs of another source, or of the same behind a pause. */
    void changeSource() {
        sourceChanges = true;
    }

    /**
     * Takes a PCR that is sent.
     *
     * @param next its value
     * @param nanos when it is due
     * @return whether it is of another time base than the one before
     */
    boolean next(long next, long nanos) {
        boolean first = pcr == Pcr.ABSENT;
        long step = first ? 0 : Pcr.difference(next, pcr);
        boolean jumps = !first && (timed ? jumps(step, nanos - pcrNanos) : step < 0 || step > LONGEST_GAP_TICKS);
        streamTicks += step > 0 && step <= LONGEST_STEP_TICKS ? step : 0;
        pcr = next;
        pcrNanos = nanos;
        sourceChanges = false;
        return jumps;
    }

    private boolean jumps(long step, long elapsedNanos) {
        if (elapsedNanos > LONGEST_ELAPSED_NANOS) {
            return sourceChanges;
        }
        long elapsed = Pcr.fromNanos(Math.max(0, elapsedNanos));
        long tolerance = sourceChanges ? TOLERANCE_TICKS : LONGEST_STEP_TICKS;
        return step < 0 || step > elapsed + tolerance || sourceChanges && step < elapsed - tolerance;
    }

    /** Returns how much time has passed by all PCRs, jumps left out. */
    long streamNanos() {
        return Pcr.toNanos(streamTicks);
    }
}
