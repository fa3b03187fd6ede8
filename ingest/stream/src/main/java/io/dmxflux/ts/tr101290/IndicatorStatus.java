// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An indicator of a stream, or of one PID of it.
 *
 * @param indicator which
 * @param state what is known
 * @param reason why it is {@link IndicatorState#UNKNOWN}; {@code null} otherwise
 * @param pid of which PID; {@code null} for the stream
 * @param services the programs to which the PID belongs by the last PMTs, rising
 * @param count how many errors there were
 * @param first when the first one was, from the first packet on; {@code null} without one
 * @param last when the last one was
 * @param since when the state was raised last
 */
public record IndicatorStatus(
        Indicator indicator,
        IndicatorState state,
        @Nullable String reason,
        @Nullable Integer pid,
        List<Integer> services,
        long count,
        @Nullable Duration first,
        @Nullable Duration last,
        @Nullable Duration since) {

    /** Copies the list. */
    public IndicatorStatus {
        services = List.copyOf(services);
    }

    /** The same where nothing can be known now. */
    IndicatorStatus unknown(String why) {
        return new IndicatorStatus(indicator, IndicatorState.UNKNOWN, why, pid, services, count, first, last, since);
    }
}
