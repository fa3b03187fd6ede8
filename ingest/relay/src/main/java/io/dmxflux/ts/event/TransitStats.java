// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.ts.op.DepartureStats;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the packets of a relay pass through it, which metrics tell and nothing else reads: beside {@link RelayStats}, since those
 * are read twice a second.
 *
 * @param input the input, as a user would write it without options
 * @param pool where the buffers of the input's pool are, and what came through it; empty if it has none
 * @param departures how bursts of datagrams have left, by the name of the output; none for a file
 */
public record TransitStats(String input, Optional<PoolStats> pool, Map<String, DepartureStats> departures) {

    /** Copies the map. */
    public TransitStats {
        departures = Map.copyOf(departures);
    }

    /**
     * Adds what passes when the same input is open again.
     *
     * @param later its counters
     * @return the counters of both, and the buffers of the later one
     */
    public TransitStats plus(TransitStats later) {
        Map<String, DepartureStats> all = new HashMap<>(departures);
        later.departures.forEach((output, left) -> all.merge(output, left, DepartureStats::plus));
        Optional<PoolStats> before = pool.map(PoolStats::withoutBuffers);
        Optional<PoolStats> both =
                later.pool.map(now -> before.map(past -> past.plus(now)).orElse(now));
        return new TransitStats(input, both.or(() -> before), all);
    }
}
