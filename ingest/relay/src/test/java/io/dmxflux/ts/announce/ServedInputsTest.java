// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.ts.guide.EventText;
import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpEndpoint;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.http.RequestUrls;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.relay.ServiceDirectory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** The bundled sample in lists, while it is relayed. */
class ServedInputsTest {

    private static final RelayPlan SAMPLE =
            RelayPlan.whole(InputUri.parse("sim:"), OutputUri.parse("udp://127.0.0.1:14811"));

    private final Relays relays = Relays.open(List.of(SAMPLE), event -> {});
    private final ServedInputs served = new ServedInputs(new ServiceDirectory(relays));
    private final ListsArea area = new ListsArea(served, RequestUrls::absolute, RequestUrls::isPublic, "head-1");
    private final List<String> told = new ArrayList<>();
    private final HttpEndpoint server = new HttpEndpoint(HttpKey.HTTP, () -> List.of(area), told::add);
    private Disposable running = () -> {};

    @BeforeEach
    void run() {
        server.move(HttpSettings.at(Map.of(HttpKey.HTTP, new HttpAddress("127.0.0.1", 0))));
        relays.inspect(true);
        running = relays.run().subscribe();
    }

    @AfterEach
    void close() {
        relays.close(Duration.ofSeconds(2));
        running.dispose();
        server.close();
    }

    @Test
    void servicesAndWhatIsOnComeFromTheStream() throws Exception {
        await().untilAsserted(() -> {
            ServedGuide guide = served.get();
            assertThat(guide.services()).extracting(ServedService::number).containsExactly(1, 2, 3);
            assertThat(guide.services())
                    .allSatisfy(service -> assertThat(titleNow(guide, service)).isNotEmpty());
        });
        ServedGuide guide = served.get();

        assertThat(guide.services())
                .extracting(ServedService::video)
                .containsExactly(StreamCoding.H_264, StreamCoding.H_264, StreamCoding.MPEG_2_VIDEO);
        assertThat(get("/playlist.m3u"))
                .contains(",dmxflux one\n" + base() + "/services/sim-1.ts\n")
                .contains("url-tvg=\"" + base() + "/epg.xml\"")
                .contains("tvg-id=\"" + guide.services().get(0).channelId() + "\"");
        String xmltv = get("/epg.xml");
        Xmltv.expectValid(xmltv);
        assertThat(xmltv).contains(">" + titleNow(guide, guide.services().get(0)) + "</title>");
        assertThat(get("/lineup.json")).as("where not all is public").contains("not served");
    }

    private static String titleNow(ServedGuide guide, ServedService service) {
        return guide.events(service).stream()
                .filter(event -> event.covers(Instant.now()))
                .flatMap(event -> event.text().stream())
                .map(EventText::title)
                .findFirst()
                .orElse("");
    }

    private String base() {
        return told.get(0).replaceFirst("http: ", "").replaceFirst("/$", "");
    }

    private String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
