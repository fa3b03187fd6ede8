// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of the PCRs of one PID.
 *
 * @param pid where they are
 * @param services the programs that name it as their PCR_PID, rising
 * @param count how many have come
 * @param longestInterval from one to the next
 * @param accuracyNanos the most that one was off, by its position in a stream of constant rate; {@code null} if it is not known
 * @param accuracyReason why it is not known; {@code null} if it is
 * @param offsetPpm by how much the clock is fast, in parts per million, by the time of arrival; {@code null} if it is not known
 *     (TR 101 290 allows 30)
 * @param offsetTolerancePpm standard error of {@code offsetPpm}
 * @param driftMilliHertzPerSecond how fast the frequency changes, from one minute to the next; {@code null} if it is not known
 *     (TR 101 290 allows 75)
 */
public record ClockStatus(
        int pid,
        List<Integer> services,
        long count,
        Duration longestInterval,
        @Nullable Long accuracyNanos,
        @Nullable String accuracyReason,
        @Nullable Double offsetPpm,
        @Nullable Double offsetTolerancePpm,
        @Nullable Double driftMilliHertzPerSecond) {

    /** Copies the list. */
    public ClockStatus {
        services = List.copyOf(services);
    }
}
