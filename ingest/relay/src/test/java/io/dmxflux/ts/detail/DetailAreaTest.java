// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.detail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpEndpoint;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.relay.ServiceDirectory;
import io.dmxflux.ts.text.RecordSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** What is told of the bundled sample while it is relayed, and of it twice. */
class DetailAreaTest {

    private static final RelayPlan FIRST =
            RelayPlan.whole(InputUri.parse("sim:"), OutputUri.parse("udp://127.0.0.1:14801"));

    private final RelayPlan second =
            RelayPlan.whole(InputUri.parse("sim:" + copyOfSample()), OutputUri.parse("udp://127.0.0.1:14802"));
    private final Relays relays = Relays.open(List.of(FIRST, second), event -> {});
    private final String secondSlug = ServicePath.slug(second.from().name());
    private final DetailArea area = new DetailArea(new ServiceDirectory(relays));
    private final List<String> told = new ArrayList<>();
    private final HttpEndpoint server = new HttpEndpoint(HttpKey.HTTP, () -> List.of(area), told::add);
    private final HttpClient client = HttpClient.newHttpClient();
    private Disposable running = () -> {};

    private static Path copyOfSample() {
        try (InputStream resource = Playback.class.getResourceAsStream("sample.ts")) {
            Path copy = Files.createTempFile("sample", ".ts");
            Files.write(copy, resource.readAllBytes());
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void run() {
        server.move(HttpSettings.at(Map.of(HttpKey.HTTP, new HttpAddress("127.0.0.1", 0))));
        relays.inspect(true);
        running = relays.run().subscribe();
    }

    @AfterEach
    void close() throws IOException {
        relays.close(Duration.ofSeconds(2));
        running.dispose();
        server.close();
        Files.delete(Path.of(second.from().name().substring("sim:".length())));
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI url = URI.create(told.get(0).replaceFirst("http: ", "")).resolve(path);
        return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        return answer.statusCode() == 200 ? new ObjectMapper().readTree(answer.body()) : MissingNode.getInstance();
    }

    @Test
    void aServiceIsToldWithItsPidsClockAndTables() throws Exception {
        await().until(() -> {
            JsonNode service = json("/api/services/sim-1");
            return service.path("bitrate").asLong() > 0
                    && service.path("clock").path("secondsAgo").size() > 40
                    && service.path("tables").size() > 2;
        });
        JsonNode service = json("/api/services/sim-1");
        assertIs(service, ServiceDetail.class, "service");

        assertThat(service.path("input").asText()).isEqualTo("sim");
        assertThat(service.path("path").asText()).isEqualTo("sim-1");
        assertThat(service.path("name").asText()).isNotEmpty();
        assertThat(service.path("type").asText()).isEqualTo("television");
        assertThat(service.path("streams")).isNotEmpty();
        assertThat(service.path("pids").findValuesAsText("pid"))
                .as("its own alone")
                .containsExactlyInAnyOrder("256", "257", "4096");
        JsonNode clock = service.path("clock");
        assertThat(clock.path("pid")).isEqualTo(service.path("pcrPid"));
        assertThat(clock.path("intervalMillis")).hasSameSizeAs(clock.path("secondsAgo"));
        assertThat(clock.path("arrivalMicros")).hasSameSizeAs(clock.path("secondsAgo"));
        assertThat(clock.path("rateMicros")).hasSameSizeAs(clock.path("secondsAgo"));
        assertThat(clock.path("intervalMillis").path(1).asDouble()).isBetween(1.0, 200.0);
        JsonNode pat = service.path("tables").path(0);
        assertThat(pat.path("name").asText()).isEqualTo("PAT");
        assertThat(pat.path("tree").findValuesAsText("value"))
                .as("of this service alone")
                .contains("1")
                .doesNotContain("3");
    }

    /** By the schema that is served, which is that of the record. */
    private void assertIs(JsonNode document, Class<?> record, String name) throws Exception {
        JsonNode schema = RecordSchema.of(
                record,
                "All that dmxflux knows of one " + name + ", version 1",
                RecordSchema.Absence.NULL,
                Path.of("src/main/resources/io/dmxflux/ts/detail/" + name + ".schema.json"));
        assertThat(json("/api/schema/" + name)).isEqualTo(schema);
        assertThat(RecordSchema.problems(schema, document)).isEmpty();
        ObjectNode another = document.deepCopy();
        another.put("unknown", 1);
        assertThat(RecordSchema.problems(schema, another)).hasSize(1);
        another.remove(List.of("unknown", "input"));
        assertThat(RecordSchema.problems(schema, another)).hasSize(1);
    }

    @Test
    void anInputIsToldWithAllOfThem() throws Exception {
        await().until(() -> json("/api/inputs/sim").path("services").size() == 3
                && json("/api/inputs/sim").path("multiplex").path("bitrate").asLong() > 0);
        JsonNode input = json("/api/inputs/sim");
        assertIs(input, InputDetail.class, "input");

        assertThat(input.path("pids").findValuesAsText("kind")).contains("pat", "sdt", "video", "audio");
        List<Double> shares = new ArrayList<>();
        input.path("pids").forEach(pid -> shares.add(pid.path("share").asDouble()));
        assertThat(shares.stream().mapToDouble(Double::doubleValue).sum()).isBetween(0.99, 1.01);
        assertThat(input.path("tables").findValuesAsText("name")).contains("PAT", "PMT", "SDT");
    }

    @Test
    void theGuideIsThatOfTheInput() {
        await().until(() -> relays.inspections()
                        .values()
                        .iterator()
                        .next()
                        .guide()
                        .services()
                        .size()
                == 3);
    }

    @Test
    void whatIsNotThereIsAnsweredWithWhatIs() throws Exception {
        await().until(() -> get("/api/services/" + secondSlug + "-1").statusCode() == 200
                && get("/api/services/sim-1").statusCode() == 200);

        assertThat(get("/api/services/sim-77").statusCode()).isEqualTo(404);
        assertThat(get("/api/services/sim-77").body()).startsWith("service: sim-77 (expected: one of sim-1, sim-2, ");
        assertThat(get("/api/services/1").body())
                .as("of two inputs")
                .isEqualTo("service: 1 (expected: one of sim-1, " + secondSlug + "-1)\n");
        assertThat(get("/api/inputs/dvb-0").body())
                .isEqualTo("input: dvb-0 (expected: one of sim, " + secondSlug + ")\n");
    }

    @Test
    void aNumberThatOneInputHasIsEnough() throws Exception {
        relays.change(List.of(FIRST));
        await().until(() -> get("/api/services/2").statusCode() == 200);

        assertThat(json("/api/services/2").path("path").asText()).isEqualTo("sim-2");
    }

    @Test
    void aReloadContinuesAndWithoutInspectionThereIsNothing() throws Exception {
        await().until(() ->
                json("/api/inputs/sim").path("multiplex").path("packets").asLong() > 1_000);
        relays.change(
                List.of(RelayPlan.whole(InputUri.parse("sim:"), OutputUri.parse("udp://127.0.0.1:14803")), second));
        assertThat(json("/api/inputs/sim").path("multiplex").path("packets").asLong())
                .isGreaterThan(1_000);

        relays.inspect(false);
        assertThat(get("/api/inputs/sim").statusCode()).isEqualTo(404);
    }
}
