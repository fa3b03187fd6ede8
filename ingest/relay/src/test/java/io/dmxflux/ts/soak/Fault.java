// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.util.Set;

/**
 * Something that goes wrong for some seconds.
 *
 * @param name what it is, for the log of a sitting
 * @param places what it touches; two faults never touch one place at once
 * @param leastMillis for how long at least
 * @param mostMillis for how long at most
 * @param begin makes it
 * @param heal takes it back
 */
record Fault(String name, Set<String> places, long leastMillis, long mostMillis, Step begin, Step heal) {

    private static final long LEAST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 6_000;

    Fault(String name, Set<String> places, Step begin, Step heal) {
        this(name, places, LEAST_MILLIS, MOST_MILLIS, begin, heal);
    }

    /** May wait for a condition, but for no time. */
    interface Step {
        void run() throws Exception;
    }
}
