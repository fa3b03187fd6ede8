// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringFileTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NAME = Pattern.compile("\\b(?:dmxflux|jvm|process|system)_[a-z0-9_]+\\b");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z0-9_]+)(?:\\{.*})? ");

    @TempDir
    private Path directory;

    private static Set<String> namesIn(String text, Pattern pattern, int group) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The simulated driver corrects no bits. */
    private static final Set<String> OF_REAL_TUNERS =
            Set.of("dmxflux_frontend_error_before_fec_ratio", "dmxflux_frontend_error_after_fec_ratio");

    private static Map<String, KeptBook> kept() {
        return Map.of("sim", new KeptBook(Instant.EPOCH, Instant.EPOCH.plusSeconds(7200), 1, 2, 3, 4, 5, 6, 7));
    }

    /** All that a relay with every kind of input and output tells, after a collection of garbage. */
    private Set<String> told() {
        System.gc();
        try (RunningRelay relay = new RunningRelay(
                        RunningRelay.wholeAndService(),
                        RelayPlan.whole(
                                InputUri.parse("rtp://239.255.77.3:5004?iface=lo"),
                                OutputUri.parse("file:" + directory.resolve("other.ts"))),
                        RelayPlan.whole(
                                InputUri.parse("sim:?system=dvb-t&frequency=474M"),
                                OutputUri.parse("file:" + directory.resolve("tuned.ts"))));
                RelayMetrics metrics = new RelayMetrics(
                        relay.relays(),
                        () -> Map.of(new ServicePath("sim", 1), ViewerBook.NONE),
                        new TimeShiftBooks(MonitoringFileTest::kept, Map::of))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(metrics.scrape(MetricsArea.PLAIN))
                            .contains(
                                    "_stream_packets_total{",
                                    "departure_lateness_seconds_bucket{",
                                    "jvm_gc_pause",
                                    "_frontend_signal_dbm{"));
            return namesIn(metrics.scrape(MetricsArea.PLAIN), SAMPLE, 1);
        }
    }

    @Test
    void eachMetricThatADashboardARuleOrThePageNamesExists() throws Exception {
        Set<String> named = namesIn(MonitoringFile.DASHBOARD.text() + MonitoringFile.ALERTS.text(), NAME, 0);
        named.addAll(namesIn(Files.readString(Path.of("README.md")), Pattern.compile("`((?:dmxflux)_[a-z0-9_]+)"), 1));
        assertThat(named).hasSizeGreaterThan(20);
        named.removeAll(OF_REAL_TUNERS);
        Set<String> told = told();
        told.addAll(told.stream().map(name -> name.replaceFirst("_bucket$", "")).toList());
        assertThat(told).containsAll(named);
    }

    @Test
    void theDashboardIsOneThatGrafanaCanRead() throws Exception {
        JsonNode dashboard = new ObjectMapper().readTree(MonitoringFile.DASHBOARD.text());
        assertThat(dashboard.path("uid").asText()).isEqualTo("dmxflux");
        assertThat(dashboard.path("schemaVersion").asInt()).isPositive();
        assertThat(dashboard.path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
        for (JsonNode panel : dashboard.path("panels")) {
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("targets"))
                        .as(panel.path("title").asText())
                        .isNotEmpty();
                assertThat(panel.path("targets").findValuesAsText("expr"))
                        .allSatisfy(expression -> assertThat(
                                        expression.chars().filter(c -> c == '(').count())
                                .isEqualTo(
                                        expression.chars().filter(c -> c == ')').count()));
            }
        }
    }

    @Test
    void theAlertsAreRaisedByWhatTheyAreFor() throws Exception {
        assumeThat(Prometheus.isThere()).as("promtool").isTrue();
        Files.writeString(directory.resolve("alerts.yaml"), MonitoringFile.ALERTS.text());
        try (var test = Objects.requireNonNull(MonitoringFileTest.class.getResourceAsStream("alerts.test.yaml"))) {
            Files.write(directory.resolve("alerts.test.yaml"), test.readAllBytes());
        }
        Process promtool = new ProcessBuilder("promtool", "test", "rules", "alerts.test.yaml")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
    }

    @Test
    void theFlightRecorderTakesItsSettings() throws Exception {
        Path file = Files.writeString(directory.resolve("dmxflux.jfc"), MonitoringFile.JFC.text());
        assertThat(Configuration.create(file).getSettings())
                .containsEntry("io.dmxflux.Lend#enabled", "true")
                .containsEntry("io.dmxflux.LateDeparture#enabled", "true");
    }
}
