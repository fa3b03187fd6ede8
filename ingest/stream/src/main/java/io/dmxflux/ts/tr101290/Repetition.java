// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

/** From one occurrence to the next of something that has to come again in time. Units: nanoseconds. Threading: one thread. */
final class Repetition {

    private long last;
    private boolean overdue;

    /** When it came last behind more than its limit, be it tolerated. */
    private long lastOver;

    private boolean wasOver;

    /** Expects the first one from here on. */
    Repetition(long now) {
        last = now;
    }

    /** Expects the next one from here on. */
    void restart(long now) {
        last = now;
        overdue = false;
    }

    /** Takes an occurrence; true if it is too late, by more than is tolerated, and was not known to be overdue. */
    boolean cameLate(long now, long limit, long tolerance) {
        long away = now - last;
        if (away > limit) {
            wasOver = true;
            lastOver = now;
        }
        boolean late = !overdue && away > limit + tolerance;
        restart(now);
        return late;
    }

    /** Tells whether it stays away for longer than its limit, without any tolerance, or did, less than {@code recent} ago. */
    boolean isOrWasOver(long now, long limit, long recent) {
        return now - last > limit || wasOver && now - lastOver < recent;
    }

    /** Tells whether it has stayed away for too long; true once. */
    boolean isLate(long now, long most) {
        if (overdue || now - last <= most) {
            return false;
        }
        overdue = true;
        return true;
    }

    /** Tells whether it is late still. */
    boolean isOverdue() {
        return overdue;
    }

    long last() {
        return last;
    }
}
