// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.meter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table of what is measured of one kind of snapshot: for each value its name, unit, text, and how to read it.
 *
 * <p><b>Units:</b> base units only: seconds, bytes, or what is counted (packets, datagrams, buffers), so that Prometheus'
 * names end as its conventions ask.
 * <p><b>Threading:</b> immutable; the values are read on the thread that scrapes.
 *
 * @param <S> the snapshot, such as {@link io.dmxflux.dmx.pool.PoolStats}
 */
public final class StatsMeters<S> {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<Row<S>> rows;

    private StatsMeters(List<Row<S>> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * Returns a table without rows.
     *
     * @param <S> the snapshot
     * @return the table
     */
    public static <S> StatsMeters<S> none() {
        return new StatsMeters<>(List.of());
    }

    /**
     * Adds a value that never becomes less.
     *
     * @param name with dots, as Micrometer names meters
     * @param unit what it is counted in; {@code null} for events
     * @param text what it counts
     * @param value reads it
     * @param tags keys and values in turn, beside those of the subject
     * @return this table and the row
     */
    public StatsMeters<S> counter(
            String name, @Nullable String unit, String text, ToDoubleFunction<S> value, String... tags) {
        return plus(new Row<>(name, unit, text, true, Tags.of(tags), value));
    }

    /**
     * Adds a sum of time.
     *
     * @param name with dots
     * @param text what it adds up
     * @param nanos reads it, in nanoseconds; told in seconds
     * @return this table and the row
     */
    public StatsMeters<S> seconds(String name, String text, ToDoubleFunction<S> nanos) {
        return counter(name, "seconds", text, stats -> nanos.applyAsDouble(stats) / NANOS_PER_SECOND);
    }

    /**
     * Adds a value that rises and falls.
     *
     * @param name with dots
     * @param unit what it is measured in; {@code null} for a state
     * @param text what it measures
     * @param value reads it
     * @param tags keys and values in turn, beside those of the subject
     * @return this table and the row
     */
    public StatsMeters<S> gauge(
            String name, @Nullable String unit, String text, ToDoubleFunction<S> value, String... tags) {
        return plus(new Row<>(name, unit, text, false, Tags.of(tags), value));
    }

    /**
     * Adds a time that rises and falls.
     *
     * @param name with dots
     * @param text what it measures
     * @param nanos reads it, in nanoseconds; told in seconds
     * @return this table and the row
     */
    public StatsMeters<S> secondsNow(String name, String text, ToDoubleFunction<S> nanos) {
        return gauge(name, "seconds", text, stats -> nanos.applyAsDouble(stats) / NANOS_PER_SECOND);
    }

    private StatsMeters<S> plus(Row<S> row) {
        List<Row<S>> more = new ArrayList<>(rows);
        more.add(row);
        return new StatsMeters<>(more);
    }

    /**
     * Registers a meter for each row.
     *
     * @param registry where to
     * @param tags of the subject
     * @param subject what has the snapshots; the registry keeps it only weakly, and the meters of one that is gone read NaN
     * @param stats takes a snapshot of the subject
     * @param <T> the subject
     * @return the meters, for a caller that removes them
     */
    public <T> List<Meter> bind(
            MeterRegistry registry, Iterable<Tag> tags, T subject, Function<? super T, ? extends S> stats) {
        return rows.stream()
                .map(row -> row.register(registry, tags, subject, stats))
                .collect(Collectors.toList());
    }

    /**
     * Returns how many time series a subject has.
     *
     * @return rows
     */
    public int size() {
        return rows.size();
    }

    /**
     * Lists the names.
     *
     * @return with dots, in the order of the rows
     */
    public List<String> names() {
        return rows.stream().map(Row::name).distinct().toList();
    }

    private record Row<S>(
            String name, @Nullable String unit, String text, boolean counts, Tags tags, ToDoubleFunction<S> value) {

        <T> Meter register(
                MeterRegistry registry, Iterable<Tag> more, T subject, Function<? super T, ? extends S> stats) {
            ToDoubleFunction<T> read = any -> value.applyAsDouble(stats.apply(any));
            Tags all = tags.and(more);
            return counts
                    ? FunctionCounter.builder(name, subject, read)
                            .tags(all)
                            .baseUnit(unit)
                            .description(text)
                            .register(registry)
                    : Gauge.builder(name, subject, read)
                            .tags(all)
                            .baseUnit(unit)
                            .description(text)
                            .register(registry);
        }
    }
}
