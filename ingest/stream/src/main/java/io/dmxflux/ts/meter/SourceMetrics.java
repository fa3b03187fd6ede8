// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.meter;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * Meters of a source: what was lost before it, and what became of each datagram if it receives any.
 *
 * <p><b>Shape:</b> tag {@code input}, the name given here.
 * <p><b>Ownership:</b> the registry keeps the source only weakly.
 */
public final class SourceMetrics implements MeterBinder {

    /** What is measured of every source. */
    public static final StatsMeters<SourceStats> METERS = StatsMeters.<SourceStats>none()
            .counter(
                    "dmxflux.source.network.lost",
                    "datagrams",
                    "Datagrams known to be lost by the network before the source",
                    SourceStats::networkLosses)
            .counter(
                    "dmxflux.source.kernel.losses",
                    null,
                    "Times that the kernel lost data, or may have lost some, before the source",
                    SourceStats::kernelLosses)
            .seconds(
                    "dmxflux.source.starved",
                    "Time in which the kernel certainly had no buffer to fill",
                    SourceStats::starvedNanos)
            .seconds(
                    "dmxflux.source.stalled",
                    "Time in which the kernel may have had no buffer to fill",
                    SourceStats::stalledNanos)
            .counter(
                    "dmxflux.source.dropped",
                    "packets",
                    "Packets that the source dropped since its subscriber lagged",
                    SourceStats::droppedPackets);

    /** What is measured of a source of datagrams. */
    public static final StatsMeters<UdpSourceStats> DATAGRAM_METERS = datagrams();

    private final Source source;
    private final String name;

    /**
     * Meters of a source.
     *
     * @param source the source
     * @param name told as its {@code input}
     */
    public SourceMetrics(Source source, String name) {
        this.source = Check.given(source, "source");
        this.name = Check.given(name, "name");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        METERS.bind(registry, Tags.of("input", name), source, Source::stats);
        if (source.received().isPresent()) {
            DATAGRAM_METERS.bind(
                    registry,
                    Tags.of("input", name),
                    source,
                    any -> any.received().orElseThrow());
        }
    }

    private static StatsMeters<UdpSourceStats> datagrams() {
        StatsMeters<UdpSourceStats> all = StatsMeters.none();
        all = became(all, "payload", UdpSourceStats::payloadDatagrams);
        all = became(all, "late", UdpSourceStats::lateDatagrams);
        all = became(all, "duplicate", UdpSourceStats::duplicateDatagrams);
        all = became(all, "foreign", UdpSourceStats::foreignDatagrams);
        all = became(all, "malformed", UdpSourceStats::malformedDatagrams);
        all = became(all, "empty", UdpSourceStats::emptyDatagrams);
        return all.counter("dmxflux.udp.received", "bytes", "Bytes of payload received", UdpSourceStats::bytes)
                .counter(
                        "dmxflux.udp.dropped",
                        "datagrams",
                        "Datagrams that the kernel dropped as the socket was full",
                        UdpSourceStats::kernelDroppedDatagrams)
                .counter(
                        "dmxflux.udp.odd",
                        "datagrams",
                        "Datagrams with payload that was not a whole number of packets",
                        UdpSourceStats::oddDatagrams)
                .counter(
                        "dmxflux.rtp.lost",
                        "datagrams",
                        "RTP sequence numbers that were missing, without those that the kernel dropped",
                        UdpSourceStats::lostDatagrams)
                .counter(
                        "dmxflux.rtp.restarts",
                        null,
                        "Times that the RTP sequence began again, or another sender took its place",
                        UdpSourceStats::restarts)
                .counter(
                        "dmxflux.rtp.rivals",
                        null,
                        "Times that a second RTP sender was heard beside the one followed",
                        UdpSourceStats::rivals)
                .counter(
                        "dmxflux.udp.mixed",
                        null,
                        "Times that a sender of plain datagrams was heard again behind another, by one datagram of each read",
                        stats -> stats.mixed().times());
    }

    private static StatsMeters<UdpSourceStats> became(
            StatsMeters<UdpSourceStats> all, String fate, ToDoubleFunction<UdpSourceStats> value) {
        return all.counter(
                "dmxflux.udp.received",
                "datagrams",
                "Datagrams that came out of the socket, by what became of them",
                value,
                "fate",
                fate);
    }
}
