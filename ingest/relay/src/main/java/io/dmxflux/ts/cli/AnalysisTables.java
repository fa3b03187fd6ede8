// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.analysis.PidReport;
import io.dmxflux.ts.analysis.ServiceReport;
import io.dmxflux.ts.analysis.StreamReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A stream's report as a person reads it: the whole in two lines, a table of services, a table of PIDs. */
final class AnalysisTables {

    private static final String UNKNOWN = "-";
    private static final double BITS_PER_MEGABIT = 1e6;

    private final StreamReport report;

    AnalysisTables(StreamReport report) {
        this.report = report;
    }

    List<String> lines() {
        return Stream.of(whole(), services(), pids()).flatMap(List::stream).toList();
    }

    private List<String> whole() {
        long gaps =
                report.pids().stream().mapToLong(PidReport::continuityErrors).sum();
        return List.of(
                "transport stream " + text(report.transportStreamId()) + ": " + report.packets() + " packets, "
                        + report.bytes() + " bytes, " + megabits(report.bitrate()) + " Mbit/s",
                "errors: " + report.syncErrors() + " of sync, " + report.transportErrors() + " of transport, " + gaps
                        + " of continuity");
    }

    private List<String> services() {
        TextColumns columns =
                new TextColumns(">service", ">type", ">PMT PID", ">PCR PID", "<access", ">packets", ">Mbit/s", "<name");
        report.services().forEach(service -> {
            columns.row(
                    text(service.id()),
                    text(service.type()),
                    text(service.pmtPid()),
                    text(service.pcrPid()),
                    access(service),
                    text(service.packets()),
                    megabits(service.bitrate()),
                    text(service.name()));
            if (service.provider() != null) {
                columns.details("by " + service.provider());
            }
            service.streams().forEach(stream -> columns.details(stream.pid() + " " + stream.name()));
            columns.details(damaged(service));
        });
        return columns.lines();
    }

    /** What is not known is not called clear. */
    private static String access(ServiceReport service) {
        if (service.pmtPid() == null) {
            return "not in PAT";
        }
        if (service.pcrPid() == null && service.streams().isEmpty()) {
            return "no PMT";
        }
        return service.scrambled() ? "scrambled" : "clear";
    }

    /** A header that is damaged may say that its packet is scrambled; most other damage goes by unseen. */
    private String damaged(ServiceReport service) {
        long headers = report.pids().stream()
                .filter(pid -> pid.services().contains(service.id()) && !pid.comesScrambled())
                .mapToLong(PidReport::scrambled)
                .sum();
        return headers == 0
                ? ""
                : "damaged: marked as scrambled in streams that are clear: " + headers
                        + (headers == 1 ? " packet" : " packets");
    }

    private List<String> pids() {
        TextColumns columns = new TextColumns(
                ">PID",
                "<kind",
                ">packets",
                ">Mbit/s",
                ">gaps",
                ">repeated",
                ">damaged",
                ">scrambled",
                ">PCRs",
                "<service");
        report.pids()
                .forEach(pid -> columns.row(
                        text(pid.pid()),
                        pid.kind(),
                        text(pid.packets()),
                        megabits(pid.bitrate()),
                        text(pid.continuityErrors()),
                        text(pid.duplicates()),
                        text(pid.transportErrors()),
                        text(pid.scrambled()),
                        text(pid.pcrs()),
                        pid.services().stream().map(String::valueOf).collect(Collectors.joining(","))));
        return columns.lines();
    }

    private static String text(@Nullable Object value) {
        return value == null ? UNKNOWN : value.toString();
    }

    private static String megabits(@Nullable Long bitrate) {
        return bitrate == null ? UNKNOWN : String.format(Locale.ROOT, "%.3f", bitrate / BITS_PER_MEGABIT);
    }
}
