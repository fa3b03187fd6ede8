// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server on a socket does with those who may ask, and with others. */
class HttpSecurityTest {

    private static final String SECRET = "0123456789abcdef";
    private static final String BEARER = "Authorization: Bearer " + SECRET;

    @TempDir
    private Path directory;

    private final List<String> told = new ArrayList<>();
    private final ServedTexts texts = new ServedTexts();
    private final HttpEndpoint endpoint = new HttpEndpoint(HttpKey.HTTP, () -> List.of(texts), told::add);

    private Path tokenFile = Path.of("");
    private int port;

    @BeforeEach
    void serve() throws Exception {
        tokenFile = Files.writeString(directory.resolve("token"), SECRET + "\n");
        serve(ServedTexts.guarded(tokenFile));
    }

    private void serve(HttpSettings settings) {
        endpoint.move(settings);
        port = Integer.parseInt(told.get(told.size() - 1).replaceFirst("http: https?://.*:(\\d+)/", "$1"));
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void withoutTheTokenNothingIsTold() throws Exception {
        assertThat(RawClient.ask(port, "GET /text"))
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("\r\nwww-authenticate: Bearer realm=\"dmxflux\"\r\n")
                .endsWith("token: none (expected: Authorization: Bearer TOKEN, or /?token=TOKEN once in a browser)\n");
        assertThat(RawClient.ask(port, "GET /nothing?token=wrong-and-0123456789"))
                .startsWith("HTTP/1.1 401 ")
                .doesNotContain("wrong-and");
        assertThat(RawClient.ask(port, "GET /text", BEARER)).startsWith("HTTP/1.1 200 ");
        assertThat(RawClient.ask(port, "GET /text?token=" + SECRET)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void whetherItAnswersIsToldWithoutTheToken() throws Exception {
        assertThat(RawClient.ask(port, "GET /health/live"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\nok\n");
        assertThat(RawClient.ask(port, "GET /health/ready")).startsWith("HTTP/1.1 401 ");
        assertThat(RawClient.ask(port, "POST /health/live")).startsWith("HTTP/1.1 401 ");
        assertThat(RawClient.ask(port, "GET /health/live", "Host: evil.example"))
                .startsWith("HTTP/1.1 421 ");
    }

    @Test
    void aReloadThatBringsAnotherTokenIsAnswered() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "another-token-0123456789");
        texts.onReload = () -> endpoint.move(ServedTexts.guarded(other));
        assertThat(RawClient.ask(port, "POST /api/reload", BEARER)).endsWith("reloaded");
        assertThat(RawClient.ask(port, "GET /text", BEARER)).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aBrowserGetsACookieAndNoTokenStaysInItsAddress() throws Exception {
        String answer = RawClient.ask(port, "GET /?token=" + SECRET);
        assertThat(answer)
                .startsWith("HTTP/1.1 303 ")
                .containsIgnoringCase("\r\nlocation: /\r\n")
                .doesNotContain(SECRET);
        String cookie = answer.replaceFirst("(?s).*\r\nset-cookie: ([^\r]*)\r.*", "$1");
        assertThat(cookie).startsWith("dmxflux-" + port + "=").contains("HTTPOnly", "SameSite=Strict", "Path=/");
        String sent = "Cookie: " + cookie.split(";")[0];
        assertThat(RawClient.ask(port, "GET /text", sent)).startsWith("HTTP/1.1 200 ");
        assertThat(RawClient.ask(port, "POST /api/reload", sent)).startsWith("HTTP/1.1 200 ");
        assertThat(RawClient.ask(port, "POST /api/reload", sent, "Origin: http://evil.example"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(RawClient.ask(port, "GET /?token=wrong-and-0123456789"))
                .startsWith("HTTP/1.1 401 ")
                .doesNotContainIgnoringCase("set-cookie");
    }

    @Test
    void theUrlsOfPlayersOnlyLook() throws Exception {
        String urls = RawClient.ask(port, "GET /urls", BEARER);
        assertThat(urls)
                .containsPattern("http://localhost/a\\.ts\\?token=\\S{24}\n")
                .doesNotContain(SECRET);
        String reading = urls.replaceFirst("(?s).*b\\.ts\\?c&token=(\\S+)\n.*", "$1");
        assertThat(RawClient.ask(port, "GET /text?token=" + reading)).startsWith("HTTP/1.1 200 ");
        assertThat(RawClient.ask(port, "POST /api/reload?token=" + reading)).startsWith("HTTP/1.1 403 ");
        assertThat(RawClient.ask(port, "POST /api/reload?token=" + SECRET)).startsWith("HTTP/1.1 403 ");
        assertThat(RawClient.ask(port, "POST /api/reload", BEARER)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void eachAnswerTellsABrowserToRunNothing() throws Exception {
        for (String path : List.of("/text", "/nothing", "/failing")) {
            assertThat(RawClient.ask(port, "GET " + path, BEARER, "Origin: https://wall.example"))
                    .containsIgnoringCase("\r\ncontent-security-policy: default-src 'none'; ")
                    .containsIgnoringCase("\r\nx-content-type-options: nosniff\r\n")
                    .containsIgnoringCase("\r\nreferrer-policy: no-referrer\r\n")
                    .doesNotContainIgnoringCase("access-control");
        }
    }

    @Test
    void anotherSiteReadsOnlyIfItIsNamed() throws Exception {
        serve(new HttpSettings(
                Map.of(HttpKey.HTTP, ServedTexts.ANY_PORT),
                Optional.of(tokenFile),
                false,
                Optional.empty(),
                Set.of(),
                Set.of("https://wall.example"),
                Optional.empty()));
        assertThat(RawClient.ask(port, "GET /text", BEARER, "Origin: https://wall.example"))
                .containsIgnoringCase("\r\naccess-control-allow-origin: https://wall.example\r\n");
        assertThat(RawClient.ask(port, "OPTIONS /text", "Origin: https://wall.example"))
                .startsWith("HTTP/1.1 204 ")
                .containsIgnoringCase("\r\naccess-control-allow-headers: authorization");
        assertThat(RawClient.ask(port, "GET /text", BEARER, "Origin: https://evil.example"))
                .doesNotContainIgnoringCase("access-control");
    }

    @Test
    void mistakesAreOneLineEach() throws Exception {
        assertThat(RawClient.ask(port, "GET /nothing", BEARER))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("\r\n\r\n/nothing: not found (expected: a path that is served)\n");
        assertThat(RawClient.ask(port, "POST /text", BEARER)).startsWith("HTTP/1.1 405 ");
        assertThat(RawClient.ask(port, "DELETE /text", BEARER)).startsWith("HTTP/1.1 405 ");
        assertThat(RawClient.ask(port, "GET /text", BEARER, "Host: evil.example"))
                .startsWith("HTTP/1.1 421 ")
                .endsWith("host: evil.example (expected: an address, a name of this machine, or one of --http-host)\n");
        assertThat(RawClient.ask(port, "GET /%zz?token=%", BEARER)).startsWith("HTTP/1.1 400 ");
        assertThat(RawClient.ask(port, "GET /failing", BEARER))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("a secret reason");
    }

    @Test
    void noSecretIsInWhatIsToldOrLogged() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            RawClient.ask(port, "GET /failing?token=" + SECRET, BEARER);
            RawClient.ask(port, "GET /?token=" + SECRET + "&%", BEARER);
            RawClient.ask(port, "\u0000 /?token=" + SECRET, BEARER);
        } finally {
            System.setErr(before);
        }
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
        assertThat(told).allSatisfy(line -> assertThat(line).doesNotContain(SECRET));
        assertThat(ServedTexts.guarded(tokenFile).toString()).doesNotContain(SECRET);
    }

    @Test
    void aNewTokenEndsWhatTheOldOneOpened() throws Exception {
        try (RawClient viewer = new RawClient(port)) {
            viewer.send("GET /services/a.ts HTTP/1.1\r\nHost: localhost\r\n" + BEARER + "\r\n\r\n");
            assertThat(viewer.line()).startsWith("HTTP/1.1 200");
            endpoint.move(ServedTexts.guarded(tokenFile)); // the same: it goes on
            Files.writeString(tokenFile, "fedcba9876543210");
            endpoint.move(ServedTexts.guarded(tokenFile));
            viewer.rest();
        }
        assertThat(told).hasSize(1);
        assertThat(RawClient.ask(port, "GET /text", BEARER)).startsWith("HTTP/1.1 401 ");
        assertThat(RawClient.ask(port, "GET /text?token=fedcba9876543210")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aTokenFileThatIsGoneChangesNothing() throws Exception {
        Files.delete(tokenFile);
        assertThatThrownBy(() -> endpoint.move(ServedTexts.guarded(tokenFile)))
                .isInstanceOf(RefusedServerException.class)
                .message()
                .startsWith("http-token-file: " + tokenFile + ": no such file");
        assertThat(RawClient.ask(port, "GET /text", BEARER)).startsWith("HTTP/1.1 200 ");
    }
}
