// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.inspect.InspectedPid.ErrorTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How many errors of one PID there were in each ten seconds of the last hour. Threading: one thread. */
final class ErrorTimes {

    private static final long CELL_NANOS = TimeUnit.SECONDS.toNanos(ErrorTime.STRETCH_SECONDS);
    private static final int CELLS = (int) (TimeUnit.HOURS.toNanos(1) / CELL_NANOS);
    private static final double NANOS = 1e9;

    private final int[] errors;

    /** The last cell that was counted in, of all that there ever were. */
    private long last = Long.MIN_VALUE;

    private long lastNanos;
    private long total;

    ErrorTimes() {
        errors = new int[CELLS];
    }

    private ErrorTimes(ErrorTimes other) {
        errors = other.errors.clone();
        last = other.last;
        lastNanos = other.lastNanos;
        total = other.total;
    }

    ErrorTimes copy() {
        return new ErrorTimes(this);
    }

    void count(long now) {
        long cell = Math.max(last, Math.floorDiv(now, CELL_NANOS));
        if (last == Long.MIN_VALUE) {
            last = cell;
        }
        for (long passed = Math.max(last, cell - CELLS) + 1; passed <= cell; passed++) {
            errors[Math.floorMod(passed, CELLS)] = 0;
        }
        last = cell;
        lastNanos = now;
        errors[Math.floorMod(cell, CELLS)]++;
        total++;
    }

    /** Returns when the last one was. */
    long lastNanos() {
        return lastNanos;
    }

    long total() {
        return total;
    }

    /** Returns those of the last hour, the oldest first. */
    List<ErrorTime> all(long now) {
        List<ErrorTime> all = new ArrayList<>();
        long first = Math.max(last, Math.floorDiv(now, CELL_NANOS)) - CELLS + 1;
        for (long cell = Math.max(first, last - CELLS + 1); total > 0 && cell <= last; cell++) {
            int count = errors[Math.floorMod(cell, CELLS)];
            if (count > 0) {
                all.add(new ErrorTime((now - cell * CELL_NANOS) / NANOS, count));
            }
        }
        return all;
    }
}
