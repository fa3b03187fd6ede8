// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

/**
 * Chooses the roundest time in a window. Every waiter chooses the same way, so that one wake-up serves many of them, as with
 * the kernel's {@code round_jiffies}.
 * <pre>
 *   ms        0       4       8      12      16      20      24          each a nanosecond behind the others
 *   one             |---------x--|                              8 is a multiple of 8
 *   another   |---------------x-----|                           and 16 would be too late
 *   a third                              |---x---|              20 is a multiple of 4
 * </pre>
 */
final class CoalescedWakeUp {

    /** The interval at which sources read their sockets, so that most waits end then. */
    static final long ROUNDEST_NANOS = 8_000_000;

    /** Behind the moment itself, so that what sources read then goes along. */
    private static final long BEHIND_NANOS = 1;

    private static final long LEAST_ROUND_NANOS = 500_000;

    private CoalescedWakeUp() {}

    /** Returns the last of the roundest times in between. */
    static long between(long earliestNanos, long latestNanos) {
        for (long step = ROUNDEST_NANOS; step >= LEAST_ROUND_NANOS; step /= 2) {
            long round = Math.floorDiv(latestNanos - BEHIND_NANOS, step) * step + BEHIND_NANOS;
            if (round >= earliestNanos) {
                return round;
            }
        }
        return latestNanos;
    }
}
