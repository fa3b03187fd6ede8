// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How many time series inputs, outputs and streams may have together: a stream whose tables name ever new PIDs must not fill
 * a database. Who comes too late has no series at all, which is itself a metric.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class SeriesLimit implements MeterBinder {

    /** Some two hundred services with all their streams. */
    static final int USUAL = 20_000;

    private final int most;
    private int used;
    private int omitted;

    SeriesLimit(int most) {
        this.most = most;
    }

    /** Begins to count what is omitted from the next scrape. */
    void begin() {
        omitted = 0;
    }

    /** Takes room for some series, or counts them as omitted. */
    boolean admits(int series) {
        if (used + series > most) {
            omitted += series;
            return false;
        }
        used += series;
        return true;
    }

    void released(int series) {
        used -= series;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("dmxflux.metrics.series", this, limit -> limit.used)
                .description("Time series of inputs, outputs and streams")
                .register(registry);
        Gauge.builder("dmxflux.metrics.series.limit", this, limit -> limit.most)
                .description("How many time series inputs, outputs and streams may have")
                .register(registry);
        Gauge.builder("dmxflux.metrics.series.omitted", this, limit -> limit.omitted)
                .description("Time series that are not told, as the limit is reached (must stay 0)")
                .register(registry);
    }
}
