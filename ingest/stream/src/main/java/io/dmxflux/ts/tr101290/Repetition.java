// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

/** From one occurrence to the next of something that has to come again in time. Units: nanoseconds. Threading: one thread. */
final class Repetition {

    private long last;
    private boolean overdue;

    /** Expects the first one from here on. */
    Repetition(long now) {
        last = now;
    }

    /** Expects the next one from here on. */
    void restart(long now) {
        last = now;
        overdue = false;
    }

    /** Takes an occurrence; true if it is too late and was not known to be overdue. */
    boolean cameLate(long now, long most) {
        boolean late = !overdue && now - last > most;
        restart(now);
        return late;
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
