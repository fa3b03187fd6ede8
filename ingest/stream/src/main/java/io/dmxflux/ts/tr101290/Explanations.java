// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

/**
 * What in a stream that arrives explains an error of what is made of it and sent: the same error, a loss that is not the
 * stream's, a pause. All of them hold for as long as a state stays raised.
 *
 * <p><b>Units:</b> nanoseconds, by the clock of arrivals.
 * <p><b>Threading:</b> one thread.
 */
final class Explanations {

    private final LimitsInForce limits;
    private final IndicatorCounts counts;
    private final Pauses pauses;
    private long lastLoss;
    private boolean hasLost;

    Explanations(LimitsInForce limits, IndicatorCounts counts) {
        this.limits = limits;
        this.counts = counts;
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

    long lastArrival() {
        return pauses.lastArrival();
    }

    /** Tells whether an error of what is sent is explained, see {@link CheckTr101290#explains}. */
    boolean explains(Indicator indicator, long now) {
        return counts.isRaised(indicator)
                || hasLost && isRecent(lastLoss, pauses.lasts(now) ? pauses.lastArrival() : now)
                || pauses.explains(indicator, now);
    }

    private boolean isRecent(long then, long now) {
        return now - then < limits.nanos(Limit.CLEAR);
    }
}
