// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.op.Histogram;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How bursts have left, as Prometheus' own histograms: Micrometer has none that is read instead of recorded.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class DepartureHistograms implements MultiCollector {

    static final String LATENESS = "dmxflux_output_departure_lateness_seconds";
    static final String BURSTS = "dmxflux_output_burst_datagrams";

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int HISTOGRAMS = 2;

    private final SeriesLimit limit;
    private Map<Tags, DepartureStats> departures = Map.of();

    DepartureHistograms(SeriesLimit limit) {
        this.limit = limit;
    }

    void bindTo(PrometheusRegistry registry) {
        registry.register(this);
    }

    /** Takes the outputs of this scrape. */
    void update(Map<Tags, DepartureStats> now) {
        limit.released(departures.size() * HISTOGRAMS);
        now.keySet().removeIf(any -> !limit.admits(HISTOGRAMS));
        departures = now;
    }

    @Override
    public MetricSnapshots collect() {
        HistogramSnapshot.Builder lateness = HistogramSnapshot.builder()
                .name(LATENESS)
                .unit(Unit.SECONDS)
                .help("How late each burst was handed on: to the kernel, or by the splitter to its output");
        HistogramSnapshot.Builder bursts = HistogramSnapshot.builder()
                .name(BURSTS)
                .help("How many datagrams each burst had that was handed to the kernel at once");
        departures.forEach((tags, left) -> {
            lateness.dataPoint(point(tags, left.lateNanos(), NANOS_PER_SECOND));
            bursts.dataPoint(point(tags, left.burstDatagrams(), 1));
        });
        return MetricSnapshots.of(lateness.build(), bursts.build());
    }

    private static HistogramSnapshot.HistogramDataPointSnapshot point(Tags tags, Histogram.Counts counts, double unit) {
        double[] bounds = Arrays.copyOf(
                Arrays.stream(counts.bounds())
                        .mapToDouble(bound -> bound / unit)
                        .toArray(),
                counts.counts().length);
        bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
        Number[] each = Arrays.stream(counts.counts()).boxed().toArray(Number[]::new);
        return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels(tags))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, each))
                .sum(counts.sum() / unit)
                .build();
    }

    private static Labels labels(Tags tags) {
        List<Tag> all = tags.stream().toList();
        return Labels.of(
                all.stream().map(Tag::getKey).toList(),
                all.stream().map(Tag::getValue).toList());
    }

    @Override
    public List<String> getPrometheusNames() {
        return List.of(LATENESS, BURSTS);
    }
}
