// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.book.BookEntry;
import io.dmxflux.dmx.meter.PoolMetrics;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.ByteRates;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.meter.ContinuityMetrics;
import io.dmxflux.ts.meter.SinkMetrics;
import io.dmxflux.ts.meter.SourceMetrics;
import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.split.StreamStats;
import io.dmxflux.ts.tr101290.IndicatorStats;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The meters of all relays of a process. What is told of one moment is one snapshot of their counters.
 *
 * <p><b>Shape:</b> tags {@code input}, {@code output} (its destination), {@code service} (empty for a whole multiplex), and
 * {@code pid} of the streams in the PMT of a service that is sent. {@link SeriesLimit} bounds what a stream can make of that.
 * <p><b>Threading:</b> every method from any thread but an event loop's.
 */
public final class RelayMetrics implements AutoCloseable {

    /** Counters that are there from the beginning: Prometheus takes no increase from the first value of one that appears. */
    private static final List<Missing> NOTHING_MISSING = List.of(
            nothing(Missing.Cause.SIGNAL, Missing.Certainty.EXACT),
            nothing(Missing.Cause.SIGNAL, Missing.Certainty.AT_LEAST),
            nothing(Missing.Cause.SIGNAL, Missing.Certainty.UNKNOWN),
            nothing(Missing.Cause.KERNEL, Missing.Certainty.EXACT),
            nothing(Missing.Cause.KERNEL, Missing.Certainty.UNKNOWN));

    private final Relays relays;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ProcessMeters process = new ProcessMeters();
    private final SeriesLimit limit;
    private final MeterRows<RelayStats> inputs;
    private final MeterRows<RelayStats> inputTotals;
    private final MeterRows<ContinuityStats> signals;
    private final MeterRows<SourceStats> sources;
    private final MeterRows<UdpSourceStats> datagrams;
    private final MeterRows<PoolStats> pools;
    private final MeterRows<Double> inputRates;
    private final MeterRows<InputBook> inputBooks;
    private final MeterRows<Missing> missing;
    private final MeterRows<OutputBook> outputBooks;
    private final MeterRows<RelayStats.OutputStats> outputs;
    private final MeterRows<SendStats> sinks;
    private final MeterRows<Double> outputRates;
    private final SignalMeters tuners;
    private final MeterRows<StreamStats> streams;
    private final MeterRows<IndicatorStats> indicators;
    private final MeterRows<ViewerBook> viewers;
    private final DepartureHistograms departures;
    private final MeterRows<KeptBook> kept;
    private final Supplier<Map<ServicePath, ViewerBook>> viewerBooks;
    private final TimeShiftBooks shifted;
    private final ByteRates<Tags> rates = new ByteRates<>();

    /**
     * Meters of relays, of their viewers, and of this process.
     *
     * @param relays the relays, which may change
     * @param viewerBooks returns the books of all services that ever had a viewer
     * @param shifted those of what is kept
     */
    public RelayMetrics(Relays relays, Supplier<Map<ServicePath, ViewerBook>> viewerBooks, TimeShiftBooks shifted) {
        this(relays, viewerBooks, shifted, SeriesLimit.USUAL);
    }

    RelayMetrics(Relays relays) {
        this(relays, Map::of, TimeShiftBooks.NONE);
    }

    RelayMetrics(Relays relays, int mostSeries) {
        this(relays, Map::of, TimeShiftBooks.NONE, mostSeries);
    }

    private RelayMetrics(
            Relays relays, Supplier<Map<ServicePath, ViewerBook>> viewerBooks, TimeShiftBooks shifted, int mostSeries) {
        this.relays = relays;
        this.viewerBooks = viewerBooks;
        this.shifted = shifted;
        limit = new SeriesLimit(mostSeries);
        process.bindTo(registry);
        limit.bindTo(registry);
        inputs = new MeterRows<>(registry, RelayMeters.INPUT, limit);
        inputTotals = new MeterRows<>(registry, RelayMeters.INPUT_TOTAL, limit);
        inputBooks = new MeterRows<>(registry, BookMeters.INPUT, limit);
        missing = new MeterRows<>(registry, BookMeters.MISSING, limit);
        outputBooks = new MeterRows<>(registry, BookMeters.OUTPUT, limit);
        signals = new MeterRows<>(registry, ContinuityMetrics.METERS, limit);
        sources = new MeterRows<>(registry, SourceMetrics.METERS, limit);
        datagrams = new MeterRows<>(registry, SourceMetrics.DATAGRAM_METERS, limit);
        pools = new MeterRows<>(registry, PoolMetrics.METERS, limit);
        inputRates = new MeterRows<>(registry, RelayMeters.INPUT_RATE, limit);
        tuners = new SignalMeters(registry, limit);
        outputs = new MeterRows<>(registry, RelayMeters.OUTPUT, limit);
        sinks = new MeterRows<>(registry, SinkMetrics.METERS, limit);
        outputRates = new MeterRows<>(registry, RelayMeters.OUTPUT_RATE, limit);
        streams = new MeterRows<>(registry, RelayMeters.STREAM, limit);
        indicators = new MeterRows<>(registry, IndicatorMeters.INDICATOR, limit);
        viewers = new MeterRows<>(registry, ViewerMeters.VIEWERS, limit);
        kept = new MeterRows<>(registry, TimeShiftMeters.KEPT, limit);
        departures = new DepartureHistograms(limit);
        departures.bindTo(registry.getPrometheusRegistry());
    }

    /**
     * Tells all meters.
     *
     * @param contentType one of Prometheus' text formats
     * @return the text
     */
    public synchronized String scrape(String contentType) {
        limit.begin();
        update(relays.books());
        update(relays.stats());
        indicators.update(IndicatorMeters.byTags(relays.indicatorStats()));
        updateTransit();
        viewers.update(ofViewers());
        kept.update(ofKept());
        return registry.scrape(contentType);
    }

    /** Looks at the counters of bytes, of which rates are told; to be called each second. */
    public synchronized void look() {
        Map<Tags, Long> bytes = new LinkedHashMap<>();
        for (RelayStats relay : relays.stats()) {
            bytes.put(tags(relay), relay.packetsIn() * TsPacket.LENGTH);
            relay.outputs()
                    .forEach(output ->
                            bytes.put(tags(relay, output), output.sent().bytes()));
        }
        rates.look(bytes, System.nanoTime());
    }

    private void update(Books books) {
        Map<Tags, InputBook> ofInputs = new LinkedHashMap<>();
        Map<Tags, Missing> ofMissing = new LinkedHashMap<>();
        Map<Tags, OutputBook> ofOutputs = new LinkedHashMap<>();
        for (InputBook book : books.inputs()) {
            Tags input = SubjectTags.input(book.input());
            ofInputs.put(input, book);
            NOTHING_MISSING.forEach(none -> ofMissing.put(tags(input, none), none));
            book.missing().forEach(some -> ofMissing.put(tags(input, some), some));
            book.outputs().forEach(output -> ofOutputs.put(SubjectTags.output(book.input(), output.output()), output));
        }
        inputBooks.update(ofInputs);
        missing.update(ofMissing);
        outputBooks.update(ofOutputs);
    }

    private static Missing nothing(Missing.Cause cause, Missing.Certainty certainty) {
        return Missing.of(cause, certainty, BookEntry.NONE, 0, BookEntry.NONE);
    }

    private static Tags tags(Tags input, Missing missing) {
        return input.and("cause", lowerCase(missing.cause()), "certainty", lowerCase(missing.certainty()));
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void update(List<RelayStats> now) {
        Map<Tags, RelayStats> all = byTags(now);
        Map<Tags, RelayStats> running = byTags(relays.runningStats());
        inputs.update(running);
        tuners.update(each(running, (tags, relay) -> relay.signal()), each(all, (tags, relay) -> relay.signal()));
        inputTotals.update(all);
        inputRates.update(each(all, (tags, relay) -> Optional.of(rates.of(tags).orElse(0))));
        signals.update(each(all, (tags, relay) -> Optional.of(relay.stream())));
        sources.update(each(all, (tags, relay) -> Optional.of(relay.losses())));
        datagrams.update(each(all, (tags, relay) -> relay.datagrams()));
        Map<Tags, RelayStats.OutputStats> sent = new LinkedHashMap<>();
        now.forEach(relay -> relay.outputs().forEach(output -> sent.put(tags(relay, output), output)));
        outputs.update(sent);
        outputRates.update(
                each(sent, (tags, output) -> Optional.of(rates.of(tags).orElse(0))));
        sinks.update(each(sent, (tags, output) -> Optional.of(output.sent())));
        Map<Tags, StreamStats> parts = new LinkedHashMap<>();
        sent.forEach((tags, output) -> output.streams().forEach(stream -> parts.put(tags(tags, stream), stream)));
        streams.update(parts);
    }

    private void updateTransit() {
        Map<Tags, PoolStats> ofPools = new LinkedHashMap<>();
        Map<Tags, DepartureStats> left = new LinkedHashMap<>();
        for (TransitStats relay : relays.transit()) {
            relay.pool().ifPresent(pool -> ofPools.put(SubjectTags.input(relay.input()), pool));
            relay.departures().forEach((output, bursts) -> {
                if (bursts.burstDatagrams().count() > 0) {
                    left.put(SubjectTags.output(relay.input(), output), bursts);
                }
            });
        }
        pools.update(ofPools);
        departures.update(left);
    }

    private Map<Tags, ViewerBook> ofViewers() {
        Map<Tags, ViewerBook> all = new LinkedHashMap<>();
        viewerBooks
                .get()
                .forEach((path, book) -> relays.live()
                        .slugs()
                        .input(path.input())
                        .ifPresent(input -> all.put(SubjectTags.watched(input, path), book)));
        shifted.viewers()
                .get()
                .forEach((path, book) -> relays.live()
                        .slugs()
                        .input(path.input())
                        .ifPresent(input -> all.put(SubjectTags.shifted(input, path), book)));
        return all;
    }

    private Map<Tags, KeptBook> ofKept() {
        Map<Tags, KeptBook> all = new LinkedHashMap<>();
        shifted.kept()
                .get()
                .forEach((slug, book) ->
                        relays.live().slugs().input(slug).ifPresent(input -> all.put(SubjectTags.input(input), book)));
        return all;
    }

    private static <A, B> Map<Tags, B> each(Map<Tags, A> all, Part<A, B> part) {
        Map<Tags, B> parts = new LinkedHashMap<>();
        all.forEach((tags, one) -> part.of(tags, one).ifPresent(value -> parts.put(tags, value)));
        return parts;
    }

    private static Map<Tags, RelayStats> byTags(List<RelayStats> now) {
        return now.stream()
                .collect(Collectors.toMap(
                        RelayMetrics::tags, Function.identity(), (one, other) -> other, LinkedHashMap::new));
    }

    private static Tags tags(RelayStats relay) {
        return SubjectTags.input(relay.input());
    }

    private static Tags tags(RelayStats relay, RelayStats.OutputStats output) {
        return SubjectTags.output(relay.input(), output.name());
    }

    private static Tags tags(Tags output, StreamStats stream) {
        return output.and(
                "pid", String.valueOf(stream.pid()), "kind", stream.kind().toString());
    }

    @Override
    public synchronized void close() {
        process.close();
        registry.close();
    }

    /** A part of a snapshot, if it has that. */
    private interface Part<A, B> {

        Optional<B> of(Tags tags, A whole);
    }
}
