// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.IndicatorReports;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.Roster;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.relay.Relays;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The counters of an input and of its outputs, read at one moment.
 *
 * @param roster what is in place
 * @param book its book
 * @param stats its counters
 * @param pool where its buffers are; null if it has none
 * @param departures how bursts have left, by the name of the output
 * @param indicators of TR 101 290, of what arrives; null if there are none
 * @param sums of the same, also of the times that it was open before; null if there are none
 * @param inspection what is in what arrives; null if it is not looked into
 */
record Reading(
        Roster roster,
        InputBook book,
        RelayStats stats,
        @Nullable PoolStats pool,
        Map<String, DepartureStats> departures,
        @Nullable IndicatorReports indicators,
        @Nullable InputIndicators sums,
        @Nullable Inspection inspection) {

    /** Reads all inputs of the configuration; an input that comes or goes meanwhile is left out. */
    static List<Reading> all(Relays relays) {
        Map<String, RelayStats> stats = new HashMap<>();
        relays.stats().forEach(one -> stats.put(one.input(), one));
        Map<String, TransitStats> transits = new HashMap<>();
        relays.transit().forEach(one -> transits.put(one.input(), one));
        Map<String, IndicatorReports> reports = new HashMap<>();
        relays.indicators().forEach(one -> reports.put(one.input(), one));
        Map<String, InputIndicators> sums = new HashMap<>();
        relays.indicatorStats().forEach(one -> sums.put(one.input(), one));
        Map<String, InputBook> books = new HashMap<>();
        relays.books().inputs().forEach(one -> books.put(one.input(), one));
        Map<String, Inspection> inspections = relays.inspections();
        List<Reading> readings = new ArrayList<>();
        for (Roster roster : relays.rosters()) {
            String input = roster.input();
            RelayStats counters = stats.get(input);
            InputBook book = books.get(input);
            TransitStats transit = transits.get(input);
            if (counters != null && book != null && transit != null) {
                readings.add(new Reading(
                        roster,
                        book,
                        counters,
                        transit.pool().orElse(null),
                        transit.departures(),
                        reports.get(input),
                        sums.get(input),
                        inspections.get(input)));
            }
        }
        return readings;
    }

    String input() {
        return roster.input();
    }

    /** Returns the book of an output; empty before it is in the books. */
    Optional<OutputBook> book(String output) {
        return book.outputs().stream()
                .filter(one -> one.output().equals(output))
                .findFirst();
    }

    /** Returns what an output waits for. */
    Optional<String> waitsFor(String output) {
        return stats.outputs().stream()
                .filter(one -> one.name().equals(output))
                .flatMap(one -> one.waitsFor().stream())
                .findFirst();
    }
}
