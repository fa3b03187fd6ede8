// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.util.concurrent.TimeUnit;

/**
 * How far the wall clock is ahead of {@link System#nanoTime()}, which never steps: it changes when the wall clock is set, and not
 * when this process is stopped, as both are read at one moment.
 */
public final class WallOffset {

    private static final long MOST_APART_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int MOST_READINGS = 10;

    private WallOffset() {}

    /**
     * Reads both clocks of the machine.
     *
     * @return milliseconds, to a few of them
     */
    public static long millis() {
        return millis(LogTime.MACHINE);
    }

    /** Of several readings the one that took the shortest time is taken: a process may be stopped within one. */
    static long millis(LogTime time) {
        long offset = 0;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < MOST_READINGS && shortest > MOST_APART_NANOS; i++) {
            long before = time.nanos();
            long wall = time.wallMillis();
            long took = time.nanos() - before;
            if (took < shortest) {
                shortest = took;
                offset = wall - TimeUnit.NANOSECONDS.toMillis(before);
            }
        }
        return offset;
    }
}
