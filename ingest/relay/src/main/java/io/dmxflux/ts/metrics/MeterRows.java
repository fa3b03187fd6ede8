// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.dmx.meter.StatsMeters;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Meters of subjects that come and go, such as outputs: the same table of meters for each.
 *
 * <p><b>Ownership:</b> a subject's meters leave the registry with it.
 * <p><b>Threading:</b> one thread at a time.
 *
 * @param <S> the snapshot of a subject
 */
final class MeterRows<S> {

    private final MeterRegistry registry;
    private final StatsMeters<S> table;
    private final SeriesLimit limit;
    private final Map<Tags, Row<S>> rows = new HashMap<>();

    MeterRows(MeterRegistry registry, StatsMeters<S> table, SeriesLimit limit) {
        this.registry = registry;
        this.table = table;
        this.limit = limit;
    }

    /** Takes the snapshots of this scrape: subjects that are not among them lose their meters. */
    void update(Map<Tags, ? extends S> now) {
        rows.entrySet().removeIf(row -> !now.containsKey(row.getKey()) && remove(row.getValue()));
        now.forEach((tags, stats) -> {
            Row<S> row = rows.get(tags);
            if (row != null) {
                row.stats = stats;
            } else if (limit.admits(table.size())) {
                rows.put(tags, add(tags, stats));
            }
        });
    }

    private Row<S> add(Tags tags, S stats) {
        Row<S> row = new Row<>(stats);
        row.meters = table.bind(registry, tags, row, any -> any.stats);
        return row;
    }

    private boolean remove(Row<S> row) {
        row.meters.forEach(registry::remove);
        limit.released(table.size());
        return true;
    }

    /** The last snapshot of a subject, which its meters read. */
    private static final class Row<S> {

        private S stats;
        private List<Meter> meters = List.of();

        Row(S stats) {
            this.stats = stats;
        }
    }
}
