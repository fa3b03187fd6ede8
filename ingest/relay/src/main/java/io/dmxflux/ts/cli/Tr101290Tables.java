// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.tr101290.ClockStatus;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.dmxflux.ts.tr101290.Tr101290Report;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The indicators of TR 101 290 as a person reads them: one line for all, a table of indicators, a table of clocks. */
final class Tr101290Tables {

    private static final String UNKNOWN = "-";
    private static final double MILLIS = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Tr101290Report report;

    Tr101290Tables(Tr101290Report report) {
        this.report = report;
    }

    List<String> lines() {
        return Stream.of(List.of("", whole()), indicators(), clocks())
                .flatMap(List::stream)
                .toList();
    }

    private String whole() {
        String time = report.time() == Tr101290Config.Time.PCR ? "the PCRs" : "arrival";
        long errors = report.indicators().stream()
                .filter(status -> status.count() > 0)
                .count();
        if (report.indicators().stream().allMatch(status -> status.state() == IndicatorState.UNKNOWN)) {
            return "TR 101 290: nothing is known";
        }
        return "TR 101 290 in " + seconds(report.elapsed()) + " s by " + time + ": "
                + (errors == 0 ? "no error" : errors + (errors == 1 ? " row" : " rows") + " with errors");
    }

    private List<String> indicators() {
        TextColumns columns = new TextColumns("<no.", "<name", "<state", ">errors", ">first", ">last", "<PID");
        for (IndicatorStatus status : report.indicators()) {
            columns.row(
                    status.indicator().clause(),
                    status.indicator().title(),
                    word(status.state()),
                    status.state() == IndicatorState.UNKNOWN ? UNKNOWN : String.valueOf(status.count()),
                    status.first() == null ? UNKNOWN : seconds(status.first()),
                    status.last() == null ? UNKNOWN : seconds(status.last()),
                    where(status));
            columns.details(status.reason() == null ? "" : status.reason());
        }
        return columns.lines();
    }

    static String word(IndicatorState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String where(IndicatorStatus status) {
        return status.pid() == null ? "" : status.pid() + services(status.services());
    }

    private static String services(List<Integer> services) {
        return services.isEmpty()
                ? ""
                : services.stream().map(String::valueOf).collect(Collectors.joining(", ", " (", ")"));
    }

    private List<String> clocks() {
        TextColumns columns = new TextColumns(
                ">PCR PID", ">PCRs", ">longest ms", ">most off ns", ">fast ppm", ">+-", ">drift mHz/s", "<service");
        for (ClockStatus clock : report.clocks()) {
            columns.row(
                    String.valueOf(clock.pid()),
                    String.valueOf(clock.count()),
                    decimal(clock.longestInterval().toNanos() / NANOS_PER_MILLI),
                    clock.accuracyNanos() == null
                            ? UNKNOWN
                            : clock.accuracyNanos().toString(),
                    decimal(clock.offsetPpm()),
                    decimal(clock.offsetTolerancePpm()),
                    decimal(clock.driftMilliHertzPerSecond()),
                    clock.services().stream().map(String::valueOf).collect(Collectors.joining(", ")));
            columns.details(
                    clock.accuracyReason() == null ? "" : "how far off is not known: " + clock.accuracyReason());
        }
        return columns.lines();
    }

    private static String decimal(@Nullable Double value) {
        return value == null ? UNKNOWN : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / MILLIS);
    }
}
