// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class HttpEndpointTest {

    private static final String GET = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final List<String> told = new ArrayList<>();

    private HttpEndpoint endpoint() {
        return new HttpEndpoint(HttpKey.METRICS, () -> List.of(saying(() -> "a")), told::add);
    }

    private static HttpArea saying(Supplier<String> text) {
        return routes -> routes.get("/metrics", (request, response) -> response.sendString(Mono.fromSupplier(text)))
                .head("/metrics", (request, response) -> response.send());
    }

    private static HttpListener listener(Supplier<String> text) {
        HttpPolicy policy = HttpPolicy.of(HttpKey.METRICS, at(port(0)));
        return HttpListener.open(HttpKey.METRICS, port(0), policy, List.of(saying(text)));
    }

    private static HttpSettings at(HttpAddress address) {
        return HttpSettings.at(Map.of(HttpKey.METRICS, address));
    }

    private HttpResponse<String> get(String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        return HttpClient.newHttpClient() // a connection of its own: one that is kept alive may outlive the server
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpAddress port(int port) {
        return new HttpAddress("127.0.0.1", port);
    }

    private String url() {
        return told.get(told.size() - 1).replaceFirst("metrics: ", "");
    }

    @Test
    void whatIsNotThereIsOneLine() throws Exception {
        try (HttpEndpoint endpoint = endpoint()) {
            endpoint.move(at(port(0)));
            HttpResponse<String> answer = get(url() + "/x%0Ay?token=secret");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).startsWith("/metrics/x").hasLineCount(1).doesNotContain("secret");
        }
    }

    @Test
    void aPortThatIsTakenIsOneLineAndTheOneBeforeStays() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpEndpoint endpoint = endpoint()) {
            endpoint.move(at(port(0)));
            Optional<HttpAddress> before = endpoint.address();
            assertThatThrownBy(() -> endpoint.move(at(port(other.getLocalPort()))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("metrics: 127.0.0.1:" + other.getLocalPort()
                            + ": Address already in use (expected: an address of this machine and a free port)");
            assertThat(endpoint.address()).isEqualTo(before);
            assertThat(get(url()).statusCode()).isEqualTo(200);
        }
    }

    /** A scraper keeps its connection, and would be answered from where the metrics are no more. */
    @Test
    void aConnectionThatIsKeptAliveEndsWithTheServer() throws Exception {
        try (HttpEndpoint endpoint = endpoint()) {
            endpoint.move(at(port(0)));
            try (Socket kept = new Socket("127.0.0.1", URI.create(url()).getPort())) {
                assertThat(head(kept)).startsWith("HTTP/1.1 200");
                endpoint.move(HttpSettings.NONE); // which lets a request be answered that asks for it
                await().atMost(Duration.ofMinutes(1)).until(() -> head(kept).isEmpty());
            }
        }
    }

    /** Asks for the head alone; empty if the connection is closed. */
    private static String head(Socket connection) {
        try {
            connection.getOutputStream().write("HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            InputStream in = connection.getInputStream();
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0) {
                    return "";
                }
                head.append((char) octet);
            }
            return head.toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Clients that connect and say nothing, or half of something. */
    @Test
    void connectionsThatAskForNothingAreBoundedAndHoldUpNobody() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (HttpEndpoint endpoint = endpoint()) {
            endpoint.move(at(port(0)));
            int port = URI.create(url()).getPort();
            for (int count = 0; count < 3 * HttpListener.MOST_CONNECTIONS_OF_METRICS; count++) {
                Socket connection = new Socket("127.0.0.1", port);
                idle.add(connection);
                connection
                        .getOutputStream()
                        .write((count % 2 == 0 ? "" : "GET /metrics HTTP/1.1\r\nX: ").getBytes(US_ASCII));
            }
            assertThat(get(url()).statusCode()).isEqualTo(200);
            for (Socket first : idle.subList(0, 2 * HttpListener.MOST_CONNECTIONS_OF_METRICS)) {
                assertThat(isEnded(first)).isTrue();
            }
        } finally {
            for (Socket connection : idle) {
                connection.close();
            }
        }
    }

    @Test
    void aConnectionEndsAfterAThousandRequests() throws Exception {
        try (HttpListener server = listener(() -> "an answer\n");
                Socket connection = new Socket("127.0.0.1", server.port())) {
            for (int request = 0; request < HttpListener.MOST_REQUESTS; request++) {
                connection.getOutputStream().write(GET.getBytes(US_ASCII));
                StringBuilder said = new StringBuilder();
                while (said.indexOf("an answer\n") < 0) {
                    int octet = connection.getInputStream().read();
                    assertThat(octet).as("request " + request).isNotNegative();
                    said.append((char) octet);
                }
            }
            assertThat(isEnded(connection)).isTrue();
        }
    }

    @Test
    void whoAsksOnAndOnWithoutWaitingIsNotAnswered() throws Exception {
        try (HttpListener server = listener(() -> "a");
                Socket connection = new Socket("127.0.0.1", server.port())) {
            connection.getOutputStream().write(GET.repeat(20).getBytes(US_ASCII));
            int octets = 0;
            while (!isEnded(connection)) {
                octets++;
            }
            assertThat(octets).as("three short answers at most").isLessThan(3 * 200);
        }
    }

    /** Or the process would end without its summary. */
    @Test
    void itClosesAlsoWhereAnAnswerIsNotRead() throws Exception {
        String much = "a".repeat(32 << 20);
        CountDownLatch asked = new CountDownLatch(1);
        HttpListener server = listener(() -> {
            asked.countDown();
            return much;
        });
        try (Socket connection = new Socket("127.0.0.1", server.port())) {
            connection.getOutputStream().write(GET.getBytes(US_ASCII));
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            assertThatCode(server::close).doesNotThrowAnyException();
        }
    }

    @Test
    void aMoveThatIsRefusedSaysNothingAndKeepsConnections() throws Exception {
        try (HttpEndpoint endpoint = endpoint();
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            endpoint.move(at(port(0)));
            try (Socket scraper = new Socket("127.0.0.1", URI.create(url()).getPort())) {
                assertThatThrownBy(() -> endpoint.move(at(port(other.getLocalPort()))))
                        .isInstanceOf(IllegalStateException.class);
                assertThat(told).hasSize(1);
                scraper.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
                assertThat(new String(scraper.getInputStream().readAllBytes(), US_ASCII))
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    /** Waits for the end; a reset is one as well. */
    private static boolean isEnded(Socket connection) {
        try {
            return connection.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void anAddressThatIsTakenIsKnownBefore() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(HttpListener.refusal(port(other.getLocalPort()))).contains("Address already in use");
        }
        assertThat(HttpListener.refusal(port(0))).isEmpty();
        assertThat(HttpListener.refusal(new HttpAddress("192.0.2.1", 0))).contains("Cannot assign requested address");
    }

    @Test
    void itMovesAndEndsAsItIsTold() throws Exception {
        try (HttpEndpoint endpoint = endpoint()) {
            endpoint.move(at(port(0)));
            String first = url();
            endpoint.move(at(new HttpAddress("localhost", 0)));
            assertThat(get(url()).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> get(first)).isInstanceOf(java.io.IOException.class);
            String second = url();
            endpoint.move(HttpSettings.NONE);
            assertThatThrownBy(() -> get(second)).isInstanceOf(java.io.IOException.class);
            assertThat(told).hasSize(3).last().isEqualTo("metrics: not served any more");
        }
    }
}
