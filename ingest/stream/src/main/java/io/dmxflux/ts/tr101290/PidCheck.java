// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

/** One PID of the stream: 1.6, 2.5 and 3.4.a. Units: nanoseconds. Threading: one thread. */
final class PidCheck {

    private final int pid;
    private final IndicatorCounts counts;
    private final LimitsInForce limits;

    private long lastSeen;
    private long unreferencedSince;
    private final Repetition presence;
    private final Repetition pts;
    private boolean seen;
    private boolean wanted;
    private boolean hasPts;
    private boolean scrambled;
    private boolean toldUnreferenced;

    PidCheck(int pid, LimitsInForce limits, IndicatorCounts counts, long now) {
        this.pid = pid;
        this.counts = counts;
        this.limits = limits;
        unreferencedSince = now;
        presence = new Repetition(now);
        pts = new Repetition(now);
    }

    int pid() {
        return pid;
    }

    /** Takes a packet that is looked at. */
    void seen(long now, boolean isScrambled) {
        scrambled = isScrambled;
        seenBetween(now, now);
    }

    /** Takes others, as scrambled as the one before: when the last one came is not known better, and is taken for what excuses. */
    void seenBetween(long earliest, long latest) {
        seen = true;
        lastSeen = Math.max(lastSeen, earliest);
        presence.restart(latest);
    }

    boolean isScrambled() {
        return seen && scrambled;
    }

    /** Says whether a PMT names it as video or audio. */
    void want(boolean isWanted, long now) {
        if (isWanted != wanted) {
            wanted = isWanted;
            hasPts = false;
            presence.restart(now);
        }
    }

    boolean isWanted() {
        return wanted;
    }

    /** Takes a PTS of video or audio. */
    void pts(long now, long tolerance) {
        if (hasPts && pts.cameLate(now, limits.nanos(Limit.PTS), tolerance)) {
            counts.occur(Indicator.PTS, pid, now);
        }
        pts.restart(now);
        hasPts = true;
    }

    boolean hasPts() {
        return hasPts;
    }

    /** Tables that name it, or may name it, have come. */
    void referenced(long now) {
        unreferencedSince = now;
    }

    /**
     * Looks what is overdue.
     *
     * @param tolerance of times
     * @param isUnreferenced whether no table names it though all have come
     */
    void sweep(long now, long tolerance, boolean isUnreferenced) {
        if (!isUnreferenced) {
            unreferencedSince = now;
            toldUnreferenced = false;
        } else if (seen && lastSeen - unreferencedSince > limits.nanos(Limit.UNREFERENCED) + tolerance) {
            unreferenced(now);
        }
        if (wanted) {
            overdue(presence, Indicator.PID, now, limits.nanos(Limit.PID) + tolerance);
            if (scrambled) {
                hasPts = false;
            } else if (hasPts && !presence.isOverdue()) {
                overdue(pts, Indicator.PTS, now, limits.nanos(Limit.PTS) + tolerance);
            }
        }
        seen = false;
    }

    private void unreferenced(long now) {
        if (toldUnreferenced) {
            counts.goOn(Indicator.UNREFERENCED_PID, pid, now);
        } else {
            toldUnreferenced = true;
            counts.occur(Indicator.UNREFERENCED_PID, pid, now);
        }
    }

    private void overdue(Repetition repetition, Indicator indicator, long now, long most) {
        if (repetition.isLate(now, most)) {
            counts.occur(indicator, pid, now);
        } else if (repetition.isOverdue()) {
            counts.goOn(indicator, pid, now);
        }
    }

    /** Expects nothing of what was lost in a gap that is not the stream's. */
    void restart(long now) {
        presence.restart(now);
        pts.restart(now);
        hasPts = false;
        unreferencedSince = now;
    }
}
