// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpEndpoint;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.relay.Relays;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsAreaTest {

    private final List<String> told = new ArrayList<>();

    private HttpEndpoint serving(MetricsArea area) {
        HttpEndpoint endpoint = new HttpEndpoint(HttpKey.METRICS, () -> List.of(area), told::add);
        endpoint.move(HttpSettings.at(Map.of(HttpKey.METRICS, new HttpAddress("127.0.0.1", 0))));
        return endpoint;
    }

    private HttpResponse<String> get(String accepted) throws Exception {
        URI url = URI.create(told.get(0).replaceFirst("metrics: ", ""));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url).header("Accept", accepted).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itSpeaksBothFormats() throws Exception {
        Relays none = Relays.open(List.of(), event -> {});
        try (MetricsArea area = MetricsArea.open(none, Map::of, TimeShiftBooks.NONE);
                HttpEndpoint endpoint = serving(area)) {
            HttpResponse<String> plain = get("*/*");
            assertThat(plain.headers().firstValue("content-type")).contains(MetricsArea.PLAIN);
            assertThat(plain.body()).contains("\njvm_threads_live_threads ").contains("\ndmxflux_metrics_series 0.0\n");
            HttpResponse<String> open = get("application/openmetrics-text;version=1.0.0");
            assertThat(open.headers().firstValue("content-type")).contains(MetricsArea.OPEN_METRICS);
            assertThat(open.body()).endsWith("# EOF\n");
            assertThat(endpoint.address()).isPresent();
        }
    }

    @Test
    void countersAreReadOnceForRequestsWithinAQuarterOfASecond() throws Exception {
        AtomicInteger readings = new AtomicInteger();
        AtomicLong now = new AtomicLong();
        try (MetricsArea area = new MetricsArea(format -> "reading " + readings.incrementAndGet(), now::get, () -> {});
                HttpEndpoint endpoint = serving(area)) {
            assertThat(get("*/*").body()).isEqualTo("reading 1");
            now.set(250_000_000);
            assertThat(get("*/*").body()).isEqualTo("reading 1");
            now.set(250_000_001);
            assertThat(get("*/*").body()).isEqualTo("reading 2");
            assertThat(endpoint.address()).isPresent();
        }
    }
}
