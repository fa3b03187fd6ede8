// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStats;
import io.dmxflux.ts.tr101290.Tr101290Stats;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of what is measured of an indicator of TR 101 290. By PID there is nothing: a stream whose tables name ever new PIDs
 * would make series without end.
 */
final class IndicatorMeters {

    static final StatsMeters<IndicatorStats> INDICATOR = StatsMeters.<IndicatorStats>none()
            .counter(
                    "dmxflux.tr101290.errors",
                    null,
                    "Errors by TR 101 290, of what arrives or, with an output, of what that sends",
                    IndicatorStats::errors)
            .gauge(
                    "dmxflux.tr101290.raised",
                    null,
                    "1 while the indicator of TR 101 290 is raised, of any PID",
                    stats -> stats.state() == IndicatorState.RAISED ? 1 : 0)
            .gauge(
                    "dmxflux.tr101290.unknown",
                    null,
                    "1 while the indicator of TR 101 290 cannot be known",
                    stats -> stats.state() == IndicatorState.UNKNOWN ? 1 : 0);

    private IndicatorMeters() {}

    /** All indicators have the same labels; {@code output} and {@code service} are empty for what arrives. */
    static Map<Tags, IndicatorStats> byTags(List<InputIndicators> inputs) {
        Map<Tags, IndicatorStats> all = new LinkedHashMap<>();
        for (InputIndicators input : inputs) {
            add(all, SubjectTags.whole(input.input()), input.arrives());
            input.sent().forEach((output, sent) -> add(all, SubjectTags.output(input.input(), output), sent));
        }
        return all;
    }

    private static void add(Map<Tags, IndicatorStats> all, Tags subject, Tr101290Stats stats) {
        for (IndicatorStats one : stats.indicators()) {
            Indicator indicator = one.indicator();
            all.put(
                    subject.and(
                            "indicator", indicator.title(),
                            "clause", indicator.clause(),
                            "priority", String.valueOf(indicator.priority())),
                    one);
        }
    }
}
