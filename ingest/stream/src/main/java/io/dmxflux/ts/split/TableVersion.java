// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The {@code version_number} of one table of an output. It goes up by one with each change, at most three times within any
 * second: with five bits, a number then has other content no sooner than ten seconds after it was last in use.
 *
 * <p>The first number counts down with the seconds of the wall clock, as changes count up: a process that starts again
 * within half a minute does not begin with the number that the last one ended with. Where that is known, it counts on.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.4.5 and 2.4.4.9; ETSI EN 300 468 5.2 ({@code version_number}).
 */
final class TableVersion {

    /** In place of a first version: that of the multiplex, always. */
    static final int OF_MULTIPLEX = -1;

    private static final int VERSIONS = 32;
    private static final int MOST_CHANGES = 3;
    private static final long WITHIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long[] changesNanos = new long[MOST_CHANGES];
    private int changes;
    private volatile int number;

    /**
     * A version that has not changed.
     *
     * @param first the number to begin with, 0 to 31
     */
    TableVersion(int first) {
        number = first;
    }

    /** Returns the first number of a process that starts at a moment. */
    static int first(Instant start) {
        return VERSIONS - 1 - Math.floorMod(start.getEpochSecond(), VERSIONS);
    }

    /**
     * Returns the first number of a process that starts after another one: what that sent within the second in which it ended may
     * not have been written down.
     *
     * @param last what is known of the other one
     */
    static int after(int last) {
        return Math.floorMod(last + MOST_CHANGES + 1, VERSIONS);
    }

    /** From any thread. */
    int number() {
        return number;
    }

    /**
     * Changes the number, unless it has changed three times within the last second.
     *
     * @param nanos now, by any clock; one that went back is another clock
     * @return false if it stays for now
     */
    boolean change(long nanos) {
        int slot = changes % MOST_CHANGES;
        long since = nanos - changesNanos[slot];
        if (changes >= MOST_CHANGES && since >= 0 && since < WITHIN_NANOS) {
            return false;
        }
        changesNanos[slot] = nanos;
        changes++;
        number = (number + 1) % VERSIONS;
        return true;
    }
}
