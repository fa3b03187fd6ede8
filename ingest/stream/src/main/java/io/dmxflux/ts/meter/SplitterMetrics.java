// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.meter;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.RoutingStats;
import io.dmxflux.ts.split.SplitOutput;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of a splitter: what became of the packets of its input, and of those of each output that is {@link #of} it.
 *
 * <p><b>Shape:</b> tag {@code input}, the name given here, or {@code output}.
 * <p><b>Ownership:</b> the registry keeps splitter and outputs only weakly.
 */
public final class SplitterMetrics implements MeterBinder {

    /** What is measured of a splitter. */
    public static final StatsMeters<RoutingStats> METERS = StatsMeters.<RoutingStats>none()
            .counter(
                    "dmxflux.split.routed",
                    "packets",
                    "Packets that went to one output or more",
                    RoutingStats::routedPackets)
            .counter(
                    "dmxflux.split.unwanted",
                    "packets",
                    "Packets of PIDs that no output wants",
                    RoutingStats::unwantedPackets)
            .counter(
                    "dmxflux.split.replaced",
                    "packets",
                    "Packets of tables that were read, and that outputs get regenerated",
                    RoutingStats::replacedPackets);

    /** What is measured of one of its outputs. */
    public static final StatsMeters<SplitOutput> OUTPUT_METERS = StatsMeters.<SplitOutput>none()
            .counter(
                    "dmxflux.split.output.routed",
                    "packets",
                    "Packets of the input that were copied for this output",
                    SplitOutput::routedPackets)
            .counter(
                    "dmxflux.split.output.generated",
                    "packets",
                    "Packets that were made for this output",
                    SplitOutput::generatedPackets)
            .counter(
                    "dmxflux.split.output.dropped",
                    "packets",
                    "Packets dropped because the subscriber lagged, or queued when it cancelled",
                    SplitOutput::droppedPackets);

    private final MultiplexSplitter splitter;
    private final String name;

    /**
     * Meters of a splitter.
     *
     * @param splitter the splitter
     * @param name told as its {@code input}
     */
    public SplitterMetrics(MultiplexSplitter splitter, String name) {
        this.splitter = Check.given(splitter, "splitter");
        this.name = Check.given(name, "name");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        METERS.bind(registry, Tags.of("input", name), splitter, MultiplexSplitter::stats);
    }

    /**
     * Returns the meters of one output.
     *
     * @param output the output
     * @param name told as its {@code output}
     * @return to be bound to a registry
     */
    public static MeterBinder of(SplitOutput output, String name) {
        Check.given(output, "output");
        Check.given(name, "name");
        return registry -> OUTPUT_METERS.bind(registry, Tags.of("output", name), output, any -> any);
    }
}
