// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpEndpoint;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus makes of the metrics. */
@Timeout(300)
class PrometheusTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @BeforeEach
    void isInstalled() {
        assumeThat(Prometheus.isThere()).as("prometheus and promtool").isTrue();
    }

    @Test
    void itScrapesAndAnswersThreeQueries() throws Exception {
        List<String> told = new ArrayList<>();
        try (RunningRelay relay = new RunningRelay(RunningRelay.wholeAndService());
                MetricsArea area = MetricsArea.open(relay.relays(), Map::of, TimeShiftBooks.NONE);
                HttpEndpoint endpoint = new HttpEndpoint(HttpKey.METRICS, () -> List.of(area), told::add)) {
            endpoint.move(HttpSettings.at(Map.of(HttpKey.METRICS, new HttpAddress("127.0.0.1", 0))));
            int port = Integer.parseInt(told.get(0).replaceFirst(".*:(\\d+)/metrics", "$1"));
            try (Prometheus prometheus = new Prometheus(directory, port)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(prometheus.query("rate(dmxflux_sink_sent_bytes_total{output=~\""
                                        + RunningRelay.WHOLE + ".*\"}[1m])"))
                                .isPositive());
                int buffers = relay.relays()
                        .transit()
                        .get(0)
                        .pool()
                        .orElseThrow()
                        .negotiated()
                        .count();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(prometheus.query("sum by (input) (dmxflux_pool_buffers)"))
                                .isEqualTo(buffers));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(prometheus.query("histogram_quantile(0.9, sum by (le) "
                                        + "(rate(dmxflux_output_departure_lateness_seconds_bucket[1m])))"))
                                .isBetween(0.0, 1.0));
                JsonNode target = prometheus
                        .get("targets")
                        .path("data")
                        .path("activeTargets")
                        .get(0);
                assertThat(target.path("health").asText())
                        .as(target.path("lastError").asText())
                        .isEqualTo("up");
                JsonNode rules = prometheus.get("rules").path("data").path("groups");
                assertThat(rules.findValuesAsText("health")).isNotEmpty().doesNotContain("err");
                assertThat(rules.findValuesAsText("lastError")).allMatch(String::isEmpty);
                assertThat(relay.relays().stats().get(0).outputs())
                        .extracting(RelayStats.OutputStats::packetsRefused)
                        .containsOnly(0L);
            }
        }
    }
}
