// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import org.jspecify.annotations.Nullable;

/**
 * Times in which nothing arrives. They hold up what is made of it and sent: what is repeated comes too late there too, though
 * in what arrives it may still be within the tolerance.
 *
 * <p><b>Units:</b> nanoseconds, by the clock of arrivals.
 * <p><b>Threading:</b> one thread.
 */
final class Pauses {

    /** A table may come again just within its limit. With this part of it as a pause on top, it is likely to come too late. */
    private static final int TABLES_PART = 2;

    private final LimitsInForce limits;
    private final Pause ofClocks = new Pause(Limit.PCR_REPETITION, 1);
    private final Pause ofPat = new Pause(Limit.PAT, TABLES_PART);
    private final Pause ofPmt = new Pause(Limit.PMT, TABLES_PART);
    private long lastArrival;
    private boolean begun;

    /** What is shorter is no pause, whatever it holds up. */
    private long leastNanos;

    Pauses(LimitsInForce limits) {
        this.limits = limits;
        takeLimits();
    }

    /** Goes by other limits. */
    void takeLimits() {
        leastNanos = Math.min(ofClocks.longest(), Math.min(ofPat.longest(), ofPmt.longest()));
    }

    /** The last pause that is long for one indicator. */
    private final class Pause {

        private final Limit limit;
        private final int part;
        private long lastEnd;
        private boolean occurred;

        Pause(Limit limit, int part) {
            this.limit = limit;
            this.part = part;
        }

        boolean lasts(long now) {
            return begun && now - lastArrival > longest();
        }

        /** Returns how long nothing may come. */
        long longest() {
            return limits.nanos(limit) / part;
        }

        void endIfLong(long now) {
            if (lasts(now)) {
                occurred = true;
                lastEnd = now;
            }
        }

        boolean isRecent(long now) {
            return lasts(now) || occurred && now - lastEnd < limits.nanos(Limit.CLEAR);
        }
    }

    /**
     * Takes an arrival, which ends a pause.
     *
     * @return for how long nothing had come, if that was {@linkplain #lasts longer} than from one PCR to the next; 0 otherwise
     */
    long arrive(long now) {
        long pause = begun && now - lastArrival > leastNanos ? end(now) : 0;
        lastArrival = now;
        begun = true;
        return pause;
    }

    private long end(long now) {
        ofClocks.endIfLong(now);
        ofPat.endIfLong(now);
        ofPmt.endIfLong(now);
        return lasts(now) ? now - lastArrival : 0;
    }

    /** Tells whether nothing has come for longer than from one PCR to the next. */
    boolean lasts(long now) {
        return ofClocks.lasts(now);
    }

    long lastArrival() {
        return lastArrival;
    }

    /** Tells whether a pause explains an error of what is sent, now or no longer ago than a state stays raised. */
    boolean explains(Indicator indicator, long now) {
        Pause pause = of(indicator);
        return pause != null && pause.isRecent(now);
    }

    private @Nullable Pause of(Indicator indicator) {
        return switch (indicator) {
            case PAT -> ofPat;
            case PMT -> ofPmt;
            case PCR_REPETITION -> ofClocks;
            default -> null;
        };
    }
}
