// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.meter;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.op.ContinuityStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of a {@link CheckContinuity}: the packets of a stream and the errors in them.
 *
 * <p><b>Shape:</b> tag {@code input}, the name given here.
 * <p><b>Ownership:</b> the registry keeps the operator only weakly.
 */
public final class ContinuityMetrics implements MeterBinder {

    /** What is measured. */
    public static final StatsMeters<ContinuityStats> METERS = StatsMeters.<ContinuityStats>none()
            .counter("dmxflux.stream.seen", "packets", "Packets of all PIDs", ContinuityStats::packets)
            .counter("dmxflux.stream.null", "packets", "Packets of PID 0x1FFF", ContinuityStats::nullPackets)
            .counter(
                    "dmxflux.stream.scrambled",
                    "packets",
                    "Packets with transport_scrambling_control",
                    ContinuityStats::scrambledPackets)
            .counter(
                    "dmxflux.stream.damaged",
                    "packets",
                    "Packets with transport_error_indicator: damaged before they came to this machine",
                    ContinuityStats::transportErrors)
            .counter(
                    "dmxflux.stream.continuity.errors",
                    null,
                    "Places at which a continuity counter was wrong",
                    ContinuityStats::continuityErrors)
            .counter(
                    "dmxflux.stream.missing",
                    "packets",
                    "Packets missing there, at least: gaps are counted modulo 16",
                    ContinuityStats::missingPackets)
            .counter(
                    "dmxflux.stream.duplicate",
                    "packets",
                    "Packets that repeat the one before, as the standard allows once",
                    ContinuityStats::duplicatePackets);

    private final CheckContinuity check;
    private final String name;

    /**
     * Meters of a check.
     *
     * @param check the operator
     * @param name told as its {@code input}
     */
    public ContinuityMetrics(CheckContinuity check, String name) {
        this.check = Check.given(check, "check");
        this.name = Check.given(name, "name");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        METERS.bind(registry, Tags.of("input", name), check, CheckContinuity::stats);
    }
}
