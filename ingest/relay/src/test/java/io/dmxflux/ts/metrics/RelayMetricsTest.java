// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.tr101290.Indicator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class RelayMetricsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** The value of a time series; labels as they are written, in any number; -1 for none. */
    private static double value(String scraped, String name, String... labels) {
        for (String line : scraped.split("\n")) {
            Matcher sample = Pattern.compile(Pattern.quote(name) + "(?:\\{(.*)})? (\\S+)")
                    .matcher(line);
            if (sample.matches() && List.of(labels).stream().allMatch(String.valueOf(sample.group(1))::contains)) {
                return Double.parseDouble(sample.group(2));
            }
        }
        return -1;
    }

    private static double sum(String scraped, String name) {
        return scraped.lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String scrape(RelayMetrics metrics) {
        return metrics.scrape(MetricsArea.PLAIN);
    }

    @Test
    void viewersAreToldWithTheLabelsOfTheirOutput() {
        try (RunningRelay relay = new RunningRelay(RunningRelay.wholeAndService())) {
            ServicePath watched = relay.relays().live().slugs().path("sim:", 1);
            ViewerBook book = new ViewerBook(3, 2, 188 * 15, 188 * 9, 188 * 4, 188, 188);
            try (RelayMetrics metrics =
                    new RelayMetrics(relay.relays(), () -> Map.of(watched, book), TimeShiftBooks.NONE)) {
                String[] labels = {"input=\"sim:\"", "output=\"http sim-1\"", "service=\"1\""};
                String scraped = scrape(metrics);
                assertThat(value(scraped, "dmxflux_viewers", labels)).isEqualTo(3);
                assertThat(value(scraped, "dmxflux_players", labels)).isEqualTo(2);
                assertThat(value(scraped, "dmxflux_viewer_packets_total", "account=\"sent\""))
                        .isEqualTo(9);
                assertThat(value(scraped, "dmxflux_viewer_packets_total", "account=\"policy\""))
                        .isEqualTo(4);
                assertThat(sum(scraped, "dmxflux_viewer_packets_total")).isEqualTo(14);
                assertThat(value(scraped, "dmxflux_viewer_queued_packets", labels))
                        .isEqualTo(1);
                assertThat(value(scraped, "dmxflux_viewer_imbalance_bytes", labels))
                        .isZero();
            }
        }
    }

    @Test
    void inputsOutputsAndStreamsAreToldByNameServiceAndPid() {
        try (RunningRelay relay = new RunningRelay(RunningRelay.wholeAndService());
                RelayMetrics metrics = new RelayMetrics(relay.relays())) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(value(
                                    scrape(metrics),
                                    "dmxflux_output_stream_packets_total",
                                    "output=\"" + RunningRelay.SERVICE,
                                    "service=\"dmxflux one\""))
                            .isPositive());
            metrics.look();
            await().atMost(PATIENCE).untilAsserted(() -> {
                metrics.look();
                assertThat(value(scrape(metrics), "dmxflux_input_bytes_per_second", "input=\"sim:\""))
                        .isPositive();
            });
            String scraped = scrape(metrics);
            assertThat(value(scraped, "dmxflux_sink_sent_bytes_total", RunningRelay.WHOLE, "service=\"\""))
                    .isPositive();
            assertThat(value(scraped, "dmxflux_output_burst_datagrams_count", RunningRelay.SERVICE))
                    .isPositive();
            assertThat(value(scraped, "dmxflux_output_departure_lateness_seconds_count", RunningRelay.SERVICE))
                    .isPositive();
            assertThat(value(scraped, "dmxflux_input_imbalance_bytes")).isZero();
            assertThat(value(scraped, "dmxflux_input_arrived_packets_total"))
                    .isEqualTo(sum(scraped, "dmxflux_input_packets_total")
                            + value(scraped, "dmxflux_input_queued_packets"));
            double buffers = List.of("idle", "queued", "filled", "lent", "refused", "retired").stream()
                    .mapToDouble(
                            state -> value(scraped, "dmxflux_pool_buffers", "input=\"sim:\"", "state=\"" + state + '"'))
                    .sum();
            assertThat(buffers)
                    .isEqualTo(relay.relays()
                            .transit()
                            .get(0)
                            .pool()
                            .orElseThrow()
                            .negotiated()
                            .count());
        }
    }

    @Test
    void eachIndicatorOfTr101290IsToldOfTheInputAndOfEachOutput() {
        try (RunningRelay relay = new RunningRelay(RunningRelay.wholeAndService());
                RelayMetrics metrics = new RelayMetrics(relay.relays())) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(value(
                                    scrape(metrics),
                                    "dmxflux_tr101290_unknown",
                                    "output=\"\"",
                                    "indicator=\"PMT_error_2\""))
                            .isZero());
            String scraped = scrape(metrics);
            List<String> raised = scraped.lines()
                    .filter(line -> line.startsWith("dmxflux_tr101290_raised{"))
                    .toList();
            assertThat(raised).filteredOn(line -> line.contains("output=\"\"")).hasSize(Indicator.values().length);
            assertThat(raised)
                    .filteredOn(line -> line.contains("output=\"udp") || line.contains("output=\"rtp"))
                    .hasSize(2 * Indicator.ofSenders().size());
            assertThat(value(
                            scraped,
                            "dmxflux_tr101290_errors_total",
                            RunningRelay.SERVICE,
                            "service=\"dmxflux one\"",
                            "indicator=\"Continuity_count_error\"",
                            "clause=\"1.4\"",
                            "priority=\"1\""))
                    .isZero();
        }
    }

    /** A counter that begins where it was before: Prometheus takes what is less for a restart. */
    @Test
    void theErrorsOfAnOutputThatComesBackDoNotBeginAgain() {
        RelayPlan.Output output = RelayPlan.Output.whole(OutputUri.parse(RunningRelay.WHOLE + "?iface=lo&ttl=0"));
        RelayPlan.Output other = RelayPlan.Output.whole(OutputUri.parse("udp://239.255.77.4:5004?iface=lo&ttl=0"));
        try (RunningRelay relay = new RunningRelay(strict(output, other));
                RelayMetrics metrics = new RelayMetrics(relay.relays())) {
            String[] labels = {"output=\"" + output + '"', "indicator=\"PAT_error_2\""};
            await().atMost(PATIENCE).until(() -> value(scrape(metrics), "dmxflux_tr101290_errors_total", labels) > 5);
            double before = value(scrape(metrics), "dmxflux_tr101290_errors_total", labels);
            relay.relays().change(List.of(strict(other)));
            relay.relays().change(List.of(strict(output, other)));
            assertThat(value(scrape(metrics), "dmxflux_tr101290_errors_total", labels))
                    .isGreaterThanOrEqualTo(before);
        }
    }

    private static RelayPlan strict(RelayPlan.Output... outputs) {
        return new RelayPlan(
                InputUri.parse("sim:"),
                RateBounds.NONE,
                InputUri.limits("sim:?tr101290=pat:1ms"),
                List.of(outputs),
                Optional.empty());
    }

    @Test
    void theSignalOfATunedInputIsToldAndNoFigureWithoutALock() {
        RelayPlan received = tuned("474M", "received.ts");
        RelayPlan nothing = tuned("482M", "nothing.ts");
        try (RunningRelay relay = new RunningRelay(received, nothing);
                RelayMetrics metrics = new RelayMetrics(relay.relays())) {
            String there = "input=\"sim:?frequency=474000000\"";
            String without = "input=\"sim:?frequency=482000000\"";
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(scrape(metrics))
                            .contains("dmxflux_frontend_cnr_decibels{" + there)
                            .contains("dmxflux_frontend_locked{" + without));
            String scraped = scrape(metrics);
            assertThat(value(scraped, "dmxflux_frontend_locked", there)).isEqualTo(1);
            assertThat(value(scraped, "dmxflux_frontend_locked", without)).isZero();
            assertThat(value(scraped, "dmxflux_frontend_lock_losses_total", there))
                    .isZero();
            assertThat(value(scraped, "dmxflux_frontend_signal_dbm", there)).isNegative();
            assertThat(scraped)
                    .doesNotContain("dmxflux_frontend_signal_dbm{" + without)
                    .doesNotContain("dmxflux_frontend_cnr_decibels{" + without);
        }
    }

    private RelayPlan tuned(String frequency, String file) {
        return RelayPlan.whole(
                InputUri.parse("sim:?system=dvb-t&frequency=" + frequency),
                OutputUri.parse("file:" + directory.resolve(file)));
    }

    @Test
    void whatAChangeRemovesIsToldNoMore() {
        RelayPlan before = RunningRelay.wholeAndService();
        try (RunningRelay relay = new RunningRelay(before);
                RelayMetrics metrics = new RelayMetrics(relay.relays())) {
            assertThat(scrape(metrics)).contains("input=\"sim:\"");
            Path file = directory.resolve("other.ts");
            relay.relays()
                    .change(List.of(RelayPlan.whole(
                            InputUri.parse("udp://239.255.77.3:5004?iface=lo"), OutputUri.parse("file:" + file))));
            String scraped = scrape(metrics);
            assertThat(scraped.lines().filter(line -> line.contains("input=\"sim:\"")))
                    .as("its books alone")
                    .isNotEmpty()
                    .allMatch(line -> line.matches(
                            "dmxflux_(input|output)_(\\w+_)?packets(_total)?\\{.*|dmxflux_\\w+_imbalance_bytes\\{.*"
                                    + " 0\\.0|dmxflux_input_missing_events_total\\{.*"));
            assertThat(scraped).contains("input=\"udp://239.255.77.3:5004");
            assertThat(value(scraped, "dmxflux_udp_received_datagrams_total", "fate=\"late\""))
                    .isZero();
        }
    }

    @Test
    void noCounterGoesBackWhileInputsAndOutputsComeAndGo() {
        RelayPlan all = RunningRelay.wholeAndService();
        RelayPlan less = new RelayPlan(all.from(), List.of(all.outputs().get(1)), Optional.empty());
        RelayPlan elsewhere = RelayPlan.whole(
                InputUri.parse("udp://239.255.77.3:5004?iface=lo"),
                OutputUri.parse("file:" + directory.resolve("other.ts")));
        try (RunningRelay relay = new RunningRelay(all);
                RelayMetrics metrics = new RelayMetrics(relay.relays())) {
            Map<String, Double> highest = new ConcurrentHashMap<>();
            List<String> wentBack = new CopyOnWriteArrayList<>();
            Disposable scraping = Mono.fromRunnable(() -> scrapeAll(metrics, highest, wentBack))
                    .repeat()
                    .subscribeOn(Schedulers.boundedElastic())
                    .subscribe();
            try {
                for (int round = 0; round < 3; round++) {
                    double before = ofStreams(highest);
                    await().atMost(PATIENCE).until(() -> ofStreams(highest) > before + 1000);
                    for (RelayPlan next : List.of(less, all, less, elsewhere, all)) {
                        relay.relays().change(List.of(next));
                    }
                }
            } finally {
                scraping.dispose();
            }
            assertThat(wentBack).isEmpty();
            assertThat(highest.keySet().stream().map(series -> series.replaceFirst("\\{.*", "")))
                    .contains(
                            "dmxflux_stream_seen_packets_total",
                            "dmxflux_input_unaligned_bytes_total",
                            "dmxflux_sink_sent_bytes_total",
                            "dmxflux_source_starved_seconds_total",
                            "dmxflux_pool_stalled_seconds_total",
                            "dmxflux_output_burst_datagrams_bucket",
                            "dmxflux_tr101290_errors_total",
                            "dmxflux_output_stream_packets_total");
        }
    }

    private static double ofStreams(Map<String, Double> series) {
        return series.entrySet().stream()
                .filter(one -> one.getKey().startsWith("dmxflux_output_stream_packets_total"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static void scrapeAll(RelayMetrics metrics, Map<String, Double> highest, List<String> wentBack) {
        scrape(metrics)
                .lines()
                .filter(line -> line.matches("dmxflux_\\w+_(total|count|sum|bucket)\\{.*"))
                .forEach(line -> {
                    int blank = line.lastIndexOf(' ');
                    double now = Double.parseDouble(line.substring(blank + 1));
                    double before = highest.merge(line.substring(0, blank), now, Math::max);
                    if (now < before) {
                        wentBack.add(line + " (was " + before + ')');
                    }
                });
    }

    @Test
    void noMoreSeriesThanTheLimitAreTold() {
        try (RunningRelay relay = new RunningRelay(RunningRelay.wholeAndService());
                RelayMetrics metrics = new RelayMetrics(relay.relays(), 10)) {
            String scraped = scrape(metrics);
            assertThat(value(scraped, "dmxflux_metrics_series_limit")).isEqualTo(10);
            assertThat(value(scraped, "dmxflux_metrics_series")).isBetween(1.0, 10.0);
            assertThat(value(scraped, "dmxflux_metrics_series_omitted")).isPositive();
            double omitted = value(scraped, "dmxflux_metrics_series_omitted");
            assertThat(value(scrape(metrics), "dmxflux_metrics_series_omitted"))
                    .as("of one scrape, not of all")
                    .isLessThan(2 * omitted);
        }
    }

    @Test
    void promtoolFindsNothingToWarnOf() throws Exception {
        assumeThat(Prometheus.isThere()).as("promtool").isTrue();
        try (RunningRelay relay = new RunningRelay(
                        RunningRelay.wholeAndService(),
                        RelayPlan.whole(
                                InputUri.parse("rtp://239.255.77.3:5004?iface=lo"),
                                OutputUri.parse("file:" + directory.resolve("other.ts"))));
                RelayMetrics metrics = new RelayMetrics(relay.relays())) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(scrape(metrics)).contains("_stream_packets_total{"));
            Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .redirectInput(Files.writeString(directory.resolve("metrics.txt"), scrape(metrics))
                            .toFile())
                    .start();
            String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).isEmpty();
            assertThat(promtool.exitValue()).isZero();
        }
    }
}
