// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static io.dmxflux.ts.announce.ServedServices.guide;
import static io.dmxflux.ts.announce.ServedServices.radio;
import static io.dmxflux.ts.announce.ServedServices.television;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.ts.guide.CraftedEvents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

class ListsAreaTest {

    private volatile List<ServedService> services =
            List.of(television(7, "Das Erste \"HD\", Nord\n", 1), radio(8, "Bayern 1"));

    private volatile boolean everybody = true;
    private final HttpClient client = HttpClient.newHttpClient();
    private final LoopResources loop = LoopResources.create("lists", 1, true);
    private DisposableServer server;

    @BeforeEach
    void serve() {
        String start =
                Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS).toString();
        ServedGuide events = new ServedGuide(
                List.of(),
                List.of(guide(CraftedEvents.of(0x4E, 7)
                        .event(1, start, "PT1H", "News")
                        .section())));
        ListsArea lists = new ListsArea(
                () -> new ServedGuide(services, events.guides()),
                (request, path) -> "http://head-1:8080" + path + "?token=secret",
                request -> everybody,
                "head-1");
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loop)
                .route(lists::addTo)
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        loop.dispose();
    }

    @Test
    void playlistNamesServicesAndTheGuide() throws Exception {
        HttpResponse<String> playlist = get("/playlist.m3u");

        assertThat(playlist.headers().firstValue("Content-Type")).contains("audio/x-mpegurl; charset=utf-8");
        assertThat(playlist.body()).isEqualTo("""
                #EXTM3U url-tvg="http://head-1:8080/epg.xml?token=secret" x-tvg-url="http://head-1:8080/epg.xml?token=secret"
                #EXTINF:-1 tvg-id="1.1019.7.dvb" tvg-name="Das Erste 'HD' Nord" tvg-chno="1" group-title="ARD",Das Erste 'HD' Nord
                http://head-1:8080/services/dvb-0-7.ts?token=secret
                #EXTINF:-1 tvg-id="1.1019.8.dvb" tvg-name="Bayern 1" radio="true",Bayern 1
                http://head-1:8080/services/dvb-0-8.ts?token=secret
                """);
        assertThat(get("/playlist.m3u?hls").body())
                .contains("\nhttp://head-1:8080/services/dvb-0-7/index.m3u8?token=secret\n");
    }

    @Test
    void guideIsXmltvOfWhatIsServed() throws Exception {
        HttpResponse<String> guide = get("/epg.xml");

        assertThat(guide.headers().firstValue("Content-Type")).contains("application/xml; charset=utf-8");
        Xmltv.expectValid(guide.body());
        assertThat(guide.body()).contains("<channel id=\"1.1019.7.dvb\">").contains(">News</title>");
    }

    @Test
    void tunerIsThereWhereAllIsPublic() throws Exception {
        JsonNode device = json("/discover.json");
        assertThat(device.path("FriendlyName").asText()).isEqualTo("dmxflux head-1");
        assertThat(device.path("DeviceID").asText()).isEqualTo(HdHomeRun.deviceId("head-1"));
        assertThat(device.path("BaseURL").asText()).isEqualTo("http://head-1:8080");
        assertThat(device.path("LineupURL").asText()).isEqualTo("http://head-1:8080/lineup.json?token=secret");
        assertThat(device.path("TunerCount").asInt()).isPositive();

        JsonNode lineup = json("/lineup.json");
        assertThat(lineup).hasSize(2);
        assertThat(lineup.get(0).toString())
                .isEqualTo("{\"GuideNumber\":\"1\",\"GuideName\":\"Das Erste 'HD', Nord\",\"VideoCodec\":\"H264\","
                        + "\"AudioCodec\":\"AC3\",\"HD\":1,"
                        + "\"URL\":\"http://head-1:8080/services/dvb-0-7.ts?token=secret\"}");
        assertThat(json("/lineup_status.json").path("ScanInProgress").asInt()).isZero();

        everybody = false;
        for (String path : List.of("/discover.json", "/lineup.json", "/lineup_status.json")) {
            HttpResponse<String> refused = get(path);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.body())
                    .isEqualTo(path + ": not served (expected: http-public, as no media centre sends a token)\n");
        }
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        for (String path : List.of("/playlist.m3u", "/epg.xml", "/lineup.json")) {
            HttpResponse<String> head = send(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void withoutServicesListsAreEmptyAndSound() throws Exception {
        services = List.of();

        assertThat(get("/playlist.m3u").body()).hasLineCount(1).startsWith("#EXTM3U ");
        Xmltv.expectValid(get("/epg.xml").body());
        assertThat(get("/lineup.json").body()).isEqualTo("[]");
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return new ObjectMapper().readTree(response.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
