// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.util.List;

/**
 * What in a stream that arrives explains an error of what is made of it and sent: the same error, a loss that is not the
 * stream's, a pause. All of them hold for as long as a state stays raised.
 *
 * <p>What stays away is found when it is looked for, ten times a second, and may be late by what times are off. Both are other
 * ones for what is sent, where it may be found first. So here it is the same error from the limit on.
 *
 * <p><b>Units:</b> nanoseconds, by the clock of arrivals.
 * <p><b>Threading:</b> one thread.
 */
final class Explanations {

    private final LimitsInForce limits;
    private final IndicatorCounts counts;
    private final PacketTimes times;
    private final TableChecks tables;
    private final List<ClockCheck> clocks;
    private final Pauses pauses;
    private long lastLoss;
    private boolean hasLost;

    Explanations(
            LimitsInForce limits,
            IndicatorCounts counts,
            PacketTimes times,
            TableChecks tables,
            List<ClockCheck> clocks) {
        this.limits = limits;
        this.counts = counts;
        this.times = times;
        this.tables = tables;
        this.clocks = clocks;
        this.pauses = new Pauses(limits);
    }

    /** Goes by other limits. */
    void takeLimits() {
        pauses.takeLimits();
    }

    /** Takes an arrival, which ends a pause; what is sent waited as well. */
    void arrive(long now) {
        lastLoss += pauses.arrive(now);
    }

    /** Takes a loss, or a silence, before what arrives now: nothing is expected of what was not there. */
    void lose(long now) {
        hasLost = true;
        lastLoss = now;
    }

    /** Returns the time of packets at a moment of the clock of arrivals, behind the last of them. */
    long timeAt(long now) {
        return times.now() + (times.isEmpty() ? 0 : Math.max(0, now - pauses.lastArrival()));
    }

    /** Tells whether an error of what is sent is explained, see {@link CheckTr101290#explains}. */
    boolean explains(Indicator indicator, long now) {
        return counts.isRaised(indicator)
                || hasLost && isRecent(lastLoss, pauses.lasts(now) ? pauses.lastArrival() : now)
                || pauses.explains(indicator, now)
                || isOrWasOver(indicator, timeAt(now));
    }

    private boolean isOrWasOver(Indicator indicator, long now) {
        return indicator == Indicator.PCR_REPETITION
                ? clocks.stream().anyMatch(clock -> clock.isOrWasOver(now))
                : tables.isOrWasOver(indicator, now);
    }

    private boolean isRecent(long then, long now) {
        return now - then < limits.nanos(Limit.CLEAR);
    }
}
