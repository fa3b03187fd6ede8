// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.PcrClock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** The PCRs of one PID: 2.3.a, 2.3.b and 2.4, frequency and drift. Threading: one thread. */
final class ClockCheck {

    private final int pid;
    private final IndicatorCounts counts;
    private final LimitsInForce limits;
    private final boolean byArrival;
    private final PcrClock clock = new PcrClock();
    private final Repetition repetition;
    private final PcrAccuracy accuracy = new PcrAccuracy();
    private final ClockFrequency frequency = new ClockFrequency();

    private boolean wanted;
    private long last = Pcr.ABSENT;
    private long count;
    private long longest;

    ClockCheck(int pid, LimitsInForce limits, boolean byArrival, IndicatorCounts counts, long now) {
        this.pid = pid;
        this.counts = counts;
        this.limits = limits;
        this.byArrival = byArrival;
        this.repetition = new Repetition(now);
    }

    int pid() {
        return pid;
    }

    /** Says whether a PMT names it. */
    void want(boolean isWanted, long now) {
        if (isWanted != wanted) {
            wanted = isWanted;
            repetition.restart(now);
        }
    }

    void pcr(long ticks, long position, boolean discontinuity, PacketTimes times) {
        long now = times.now();
        if (last != Pcr.ABSENT) {
            longest = Math.max(longest, now - repetition.last());
            long step = Pcr.difference(ticks, last);
            if (!discontinuity && (step < 0 || step > Pcr.fromNanos(limits.nanos(Limit.PCR_STEP)))) {
                counts.occur(Indicator.PCR_DISCONTINUITY, pid, now);
                accuracy.restart();
            }
        }
        if (repetition.cameLate(now, limits.nanos(Limit.PCR_REPETITION), times.tolerance())
                && (wanted || last != Pcr.ABSENT)) {
            counts.occur(Indicator.PCR_REPETITION, pid, now);
        }
        count++;
        last = ticks;
        measure(ticks, position, discontinuity, now);
    }

    private void measure(long ticks, long position, boolean discontinuity, long now) {
        switch (clock.next(ticks, position, discontinuity)) {
            case FIRST, JUMP -> {
                accuracy.restart();
                frequency.restart();
            }
            case REGULAR -> {
                if (byArrival) {
                    frequency.add(clock.ticks(), now);
                }
            }
            case REPEATED -> {
                return;
            }
        }
        int errors = counts.checks(Indicator.PCR_ACCURACY)
                ? accuracy.add(clock.ticks(), position, limits.nanos(Limit.PCR_ACCURACY))
                : 0;
        if (errors > 0) {
            counts.occur(Indicator.PCR_ACCURACY, pid, errors, now);
        }
    }

    /** Looks whether the next PCR is overdue. */
    void sweep(long now, long tolerance) {
        if (!wanted) {
            return;
        }
        if (repetition.isLate(now, limits.nanos(Limit.PCR_REPETITION) + tolerance)) {
            counts.occur(Indicator.PCR_REPETITION, pid, now);
        } else if (repetition.isOverdue()) {
            counts.goOn(Indicator.PCR_REPETITION, pid, now);
        }
    }

    /** Tells whether a PMT names it, and no PCR comes in time by the limit alone, or did not lately. */
    boolean isOrWasOver(long now) {
        return wanted && repetition.isOrWasOver(now, limits.nanos(Limit.PCR_REPETITION), limits.nanos(Limit.CLEAR));
    }

    /** Packets are missing somewhere in the stream, so that positions say nothing until the next block. */
    void missing() {
        accuracy.restart();
    }

    /** Expects nothing of the next PCR, behind a gap that is not the stream's. */
    void interrupt(long now) {
        last = Pcr.ABSENT;
        clock.interrupt();
        repetition.restart(now);
        accuracy.restart();
        frequency.restart();
    }

    boolean hasAccuracy() {
        return accuracy.worstNanos().isPresent();
    }

    String accuracyReason() {
        return accuracy.reason();
    }

    ClockStatus status(List<Integer> services) {
        OptionalLong worst = accuracy.worstNanos();
        return new ClockStatus(
                pid,
                services,
                count,
                Duration.ofNanos(longest),
                worst.isPresent() ? (Long) worst.getAsLong() : null,
                worst.isPresent() ? null : accuracy.reason(),
                frequency.offsetPpm(),
                frequency.tolerancePpm(),
                frequency.driftMilliHertzPerSecond());
    }
}
