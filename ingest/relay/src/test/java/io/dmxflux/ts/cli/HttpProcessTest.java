// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP server of a process of its own. */
class HttpProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "0123456789abcdef";
    private static final String SERVED = "http: http://";

    @TempDir
    private Path directory;

    private Path config = Path.of("");
    private Path errors = Path.of("");
    private Process process = new ProcessBuilder("true").start();

    HttpProcessTest() throws IOException {}

    @BeforeEach
    void files() throws IOException {
        config = directory.resolve("relay.yaml");
        errors = directory.resolve("errors.txt");
        Files.writeString(directory.resolve("token"), SECRET + "\n");
    }

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    private void start(String... arguments) throws IOException {
        process = new ProcessBuilder(ClassPathCommand.dmxflux(arguments))
                .redirectError(errors.toFile())
                .start();
        await().atMost(PATIENCE).until(() -> said().contains(SERVED) && said().contains("-> "));
    }

    private void write(String http, String more) throws IOException {
        Files.writeString(
                config,
                "http:\n  address: " + http + "\n  token-file: " + directory.resolve("token") + "\n"
                        + "inputs:\n  - from: 'sim:'\n    outputs:\n      - to: udp://127.0.0.1:43191\n" + more);
    }

    private String said() throws IOException {
        return Files.readString(errors);
    }

    /** Where it was served last. */
    private String url() throws IOException {
        return said().replaceFirst("(?s).*" + SERVED + "([^/]*)/.*", "http://$1");
    }

    private HttpResponse<String> ask(String method, String path, String secret) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + secret)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aReloadIsAskedForAndAnsweredByHttp() throws Exception {
        write("127.0.0.1:0", "");
        start("relay", "--config", config.toString());
        assertThat(ask("GET", "/health/ready", "another").statusCode()).isEqualTo(401);
        assertThat(ask("GET", "/health/live", "another").body()).isEqualTo("ok\n");
        assertThat(ask("GET", "/health/live", SECRET).body()).isEqualTo("ok\n");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(ask("GET", "/health/ready", SECRET).body()).isEqualTo("ok\n"));
        assertThat(ask("GET", "/api/reload", SECRET).statusCode()).isEqualTo(405);

        HttpResponse<String> applied = ask("POST", "/api/reload", SECRET);
        assertThat(applied.body()).isEqualTo(config + ": read again, and in force: 1 input, 1 output\n");
        assertThat(applied.statusCode()).isEqualTo(200);

        write("127.0.0.1:0", "nonsense: 1\n");
        HttpResponse<String> wrong = ask("POST", "/api/reload", SECRET);
        assertThat(wrong.body())
                .startsWith(config + ":8: nonsense: no such key (expected: ")
                .endsWith("; nothing has changed\n");
        assertThat(wrong.statusCode()).isEqualTo(422);

        write("192.0.2.1:8080", "");
        HttpResponse<String> refused = ask("POST", "/api/reload", SECRET);
        assertThat(refused.body())
                .isEqualTo(
                        config + ":2: address: 192.0.2.1:8080: Cannot assign requested address (expected: an address of"
                                + " this machine and a free port); nothing has changed\n");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(said()).doesNotContain(SECRET);
    }

    @Test
    void aReloadMovesTheServerAndChangesTheFormatOfMessages() throws Exception {
        write("127.0.0.1:0", "");
        start("relay", "--config", config.toString());
        String before = url();
        write("localhost:0", "log: {format: json}\n");
        await().atMost(PATIENCE).until(() -> !url().equals(before));
        assertThat(ask("GET", "/health/live", SECRET).statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).untilAsserted(() -> {
            ask("POST", "/api/reload", SECRET);
            assertThat(said()).containsPattern("\n\\{\"time\":.*\"event\":\"applied\"");
        });
        process.destroy();
        assertThat(process.waitFor()).isZero();
        List<String> lines = said().lines().toList();
        assertThat(lines.get(0)).doesNotStartWith("{");
        assertThat(lines.get(lines.size() - 1)).startsWith("{");
    }

    @Test
    void withoutAFileThereIsNothingToReload() throws Exception {
        start("relay", "sim:", "udp://127.0.0.1:43192", "--http", "0");
        HttpResponse<String> refused = ask("POST", "/api/reload", SECRET);
        assertThat(refused.body()).isEqualTo("reload: no file (expected: a relay that runs with --config)\n");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(ask("GET", "/metrics", SECRET).body()).contains("dmxflux_input_arrived_packets_total");
    }

    @Test
    void aRelayWithoutOutputsIsThereForViewers() throws Exception {
        start("relay", "sim:", "--http", "0");
        await().atMost(PATIENCE)
                .until(() -> ask("GET", "/playlist.m3u", SECRET).body().contains("/services/sim-1.ts"));
        assertThat(ask("GET", "/services/sim-1/index.m3u8", SECRET).body()).startsWith("#EXTM3U\n");
        assertThat(ask("GET", "/health/ready", SECRET).body()).isEqualTo("ok\n");
        process.destroy();
        assertThat(process.waitFor()).isZero();
        assertThat(said()).containsPattern("packets in [1-9][0-9]*");
    }

    @Test
    void aConfigurationWithoutOutputsIsServedAsWell() throws Exception {
        Files.writeString(config, "http: 0\ninputs:\n  - from: 'sim:'\n");
        start("relay", "--config", config.toString());
        assertThat(ask("POST", "/api/reload", SECRET).body())
                .isEqualTo(config + ": read again, and in force: 1 input, 0 outputs\n");
    }

    @Test
    void anInputThatWaitsIsNotReady() throws Exception {
        start("relay", "udp://239.255.77.1:43193?iface=nosuch0", "udp://127.0.0.1:43194", "--http", "0");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                ask("GET", "/health/ready", SECRET).body())
                        .isEqualTo("input udp://239.255.77.1:43193?iface=nosuch0: interface nosuch0 is not there;"
                                + " waiting for it\n"));
        assertThat(ask("GET", "/health/ready", SECRET).statusCode()).isEqualTo(503);
    }
}
