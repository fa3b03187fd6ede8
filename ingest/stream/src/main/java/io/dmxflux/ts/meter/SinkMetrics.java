// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.meter;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.sink.Sink;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of a sink: what was sent or written, and what was refused.
 *
 * <p><b>Shape:</b> tag {@code output}, the name given here.
 * <p><b>Ownership:</b> the registry keeps the sink only weakly.
 */
public final class SinkMetrics implements MeterBinder {

    /** What is measured. */
    public static final StatsMeters<SendStats> METERS = StatsMeters.<SendStats>none()
            .counter("dmxflux.sink.sent", "bytes", "Bytes of transport stream sent or written", SendStats::bytes)
            .counter("dmxflux.sink.datagrams", null, "Datagrams that the kernel took", SendStats::datagrams)
            .counter(
                    "dmxflux.sink.added",
                    "bytes",
                    "Bytes that the sink made itself: packets that mark a discontinuity in a file",
                    SendStats::addedBytes)
            .counter("dmxflux.sink.refused", "bytes", "Bytes of transport stream refused", SendStats::failedBytes)
            .counter("dmxflux.sink.refusals", null, "Datagrams that were refused", SendStats::failedDatagrams);

    private final Sink sink;
    private final String name;

    /**
     * Meters of a sink.
     *
     * @param sink the sink
     * @param name told as its {@code output}
     */
    public SinkMetrics(Sink sink, String name) {
        this.sink = Check.given(sink, "sink");
        this.name = Check.given(name, "name");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        METERS.bind(registry, Tags.of("output", name), sink, Sink::stats);
    }
}
