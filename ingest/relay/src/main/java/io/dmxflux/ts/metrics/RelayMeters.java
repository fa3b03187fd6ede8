// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.split.StreamStats;

/** The tables of what is measured of a relay's inputs, outputs and streams, beside those that the library has. */
final class RelayMeters {

    /** Of an input as it is now. */
    static final StatsMeters<RelayStats> INPUT = StatsMeters.<RelayStats>none()
            .gauge(
                    "dmxflux.input.waiting",
                    null,
                    "1 while the input waits for something that the machine does not have",
                    stats -> stats.waitsFor().isPresent() ? 1 : 0)
            .secondsNow(
                    "dmxflux.input.uptime",
                    "Since the input was opened: by the start, or by the reload that added it, last",
                    stats -> stats.elapsed().toNanos());

    /** Of an input, since it was first opened. */
    static final StatsMeters<RelayStats> INPUT_TOTAL = StatsMeters.<RelayStats>none()
            .counter("dmxflux.input.unaligned", "bytes", "Bytes that belonged to no packet", RelayStats::unaligned);

    /** Of an output. */
    static final StatsMeters<RelayStats.OutputStats> OUTPUT = StatsMeters.<RelayStats.OutputStats>none()
            .gauge(
                    "dmxflux.output.waiting",
                    null,
                    "1 while the output waits for something that the machine does not have",
                    stats -> stats.waitsFor().isPresent() ? 1 : 0);

    /** Of an input, in bytes a second. */
    static final StatsMeters<Double> INPUT_RATE = StatsMeters.<Double>none()
            .gauge("dmxflux.input.bytes.per.second", null, "What arrives, over the last second or two", rate -> rate);

    /** Of an output, in bytes a second. */
    static final StatsMeters<Double> OUTPUT_RATE = StatsMeters.<Double>none()
            .gauge("dmxflux.output.bytes.per.second", null, "What is sent, over the last second or two", rate -> rate);

    /** Of an elementary stream of a service that is sent. */
    static final StatsMeters<StreamStats> STREAM = StatsMeters.<StreamStats>none()
            .counter(
                    "dmxflux.output.stream",
                    "packets",
                    "Packets that have come of an elementary stream of the service that the output sends",
                    StreamStats::packets)
            .counter(
                    "dmxflux.output.stream.scrambled",
                    "packets",
                    "Those with transport_scrambling_control",
                    StreamStats::scrambledPackets);

    private RelayMeters() {}
}
