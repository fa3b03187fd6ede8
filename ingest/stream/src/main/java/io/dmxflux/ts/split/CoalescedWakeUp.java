// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

/**
 * Chooses, of all moments that would do, the roundest one. All that wait choose alike, so that the thread wakes up once for
 * many of them, as with the kernel's {@code round_jiffies}.
 * <pre>
 *   ms        0       4       8      12      16      20      24
 *   one             |---------x--|                              8 is a multiple of 8
 *   another   |---------------x-----|                           and of nothing rounder that would do: 16 is too late
 *   a third                              |---x---|              20 is a multiple of 4
 * </pre>
 */
final class CoalescedWakeUp {

    /** The distance at which sources look at their sockets, so that most that waits waits for that. */
    private static final long ROUNDEST_NANOS = 8_000_000;

    private static final long LEAST_ROUND_NANOS = 500_000;

    private CoalescedWakeUp() {}

    /** Returns the last of the roundest moments in between. */
    static long between(long earliestNanos, long latestNanos) {
        for (long step = ROUNDEST_NANOS; step >= LEAST_ROUND_NANOS; step /= 2) {
            long round = Math.floorDiv(latestNanos, step) * step;
            if (round >= earliestNanos) {
                return round;
            }
        }
        return latestNanos;
    }
}
