// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpPolicyTest {

    private static final String SECRET = "0123456789abcdef";
    private static final AccessToken TOKEN = AccessToken.of(SECRET);
    private static final HostNames NAMES = new HostNames(Set.of("localhost"));

    private static final HttpPolicy OPEN = new HttpPolicy(Optional.empty(), false, NAMES, Set.of(), null);
    private static final HttpPolicy GUARDED = new HttpPolicy(Optional.of(TOKEN), false, NAMES, Set.of(), null);
    private static final HttpPolicy PUBLIC =
            new HttpPolicy(Optional.empty(), true, NAMES, Set.of("https://wall.example"), null);

    private HttpMethod method = HttpMethod.GET;
    private Optional<String> host = Optional.of("localhost:8080");
    private Optional<String> origin = Optional.empty();
    private Optional<String> site = Optional.empty();
    private Optional<String> bearer = Optional.empty();
    private List<String> cookies = List.of();
    private Optional<String> urlToken = Optional.empty();
    private boolean isFromHere = true;

    private int status(HttpPolicy policy) {
        Asked asked = new Asked(method, "/", host, origin, site, bearer, cookies, urlToken, isFromHere);
        return policy.refusal(asked).map(refusal -> refusal.status().code()).orElse(200);
    }

    @Test
    void onTheLoopbackAddressAllMayBeAsked() {
        assertThat(status(OPEN)).isEqualTo(200);
        method = HttpMethod.POST;
        assertThat(status(OPEN)).isEqualTo(200);
        method = HttpMethod.HEAD;
        assertThat(status(OPEN)).isEqualTo(200);
    }

    @Test
    void aTokenIsNeededAndComesInThreeWays() {
        assertThat(status(GUARDED)).isEqualTo(401);
        urlToken = Optional.of("another-secret-of-somebody");
        assertThat(status(GUARDED)).isEqualTo(401);
        urlToken = Optional.of(SECRET);
        assertThat(status(GUARDED)).isEqualTo(200);
        urlToken = Optional.empty();
        cookies = List.of("another", TOKEN.cookieFor(SECRET));
        assertThat(status(GUARDED)).isEqualTo(200);
        cookies = List.of();
        bearer = Optional.of(SECRET);
        assertThat(status(GUARDED)).isEqualTo(200);
    }

    @Test
    void aTokenInAUrlChangesNothing() {
        method = HttpMethod.POST;
        assertThat(status(GUARDED)).isEqualTo(401);
        urlToken = Optional.of(SECRET);
        assertThat(status(GUARDED)).isEqualTo(403);
        bearer = Optional.of(TOKEN.reading());
        assertThat(status(GUARDED)).isEqualTo(403);
        bearer = Optional.of(SECRET);
        assertThat(status(GUARDED)).isEqualTo(200);
        bearer = Optional.empty();
        cookies = List.of(TOKEN.cookieFor(SECRET));
        assertThat(status(GUARDED)).isEqualTo(200);
        cookies = List.of(TOKEN.cookieFor(TOKEN.reading()));
        assertThat(status(GUARDED)).isEqualTo(403);
    }

    @Test
    void whereEverybodyMayLookThisMachineAloneChanges() {
        isFromHere = false;
        assertThat(status(PUBLIC)).isEqualTo(200);
        method = HttpMethod.POST;
        assertThat(status(PUBLIC)).isEqualTo(403);
        isFromHere = true;
        assertThat(status(PUBLIC)).isEqualTo(200);
    }

    @Test
    void aNameThatIsNotThisMachinesIsRefusedToAll() {
        host = Optional.of("evil.example:8080");
        bearer = Optional.of(SECRET);
        assertThat(List.of(status(OPEN), status(GUARDED), status(PUBLIC))).containsOnly(421);
        host = Optional.empty(); // HTTP/1.0, which no browser speaks
        assertThat(status(OPEN)).isEqualTo(200);
    }

    @Test
    void pagesOfOtherSitesMayNotChangeAnything() {
        method = HttpMethod.POST;
        for (String other : List.of("https://evil.example", "null", "http://localhost:9090", "https://wall.example")) {
            origin = Optional.of(other);
            assertThat(List.of(status(OPEN), status(PUBLIC))).as(other).containsOnly(403);
        }
        origin = Optional.of("http://localhost:8080");
        assertThat(status(OPEN)).isEqualTo(200);
        origin = Optional.empty();
        site = Optional.of("cross-site");
        assertThat(status(OPEN)).isEqualTo(403);
        site = Optional.of("same-origin");
        assertThat(status(OPEN)).isEqualTo(200);
    }

    @Test
    void otherMethodsAreNotAllowed() {
        for (String other : List.of("PUT", "DELETE", "TRACE", "CONNECT", "PATCH", "OPTIONS")) {
            method = HttpMethod.valueOf(other);
            assertThat(status(OPEN)).as(other).isEqualTo(405);
        }
        assertThat(status(PUBLIC)).as("asked before another site's page reads").isEqualTo(200);
    }

    @Test
    void anAddressOfOthersNeedsATokenOrAWord() {
        HttpSettings settings = HttpSettings.at(Map.of(HttpKey.METRICS, new HttpAddress("0.0.0.0", 9464)));
        assertThatThrownBy(() -> HttpPolicy.of(HttpKey.METRICS, settings))
                .isInstanceOfSatisfying(RefusedServerException.class, refused -> {
                    assertThat(refused.isMistake()).isTrue();
                    assertThat(refused.option()).isEqualTo(HttpOption.METRICS);
                })
                .message()
                .startsWith(
                        "metrics: 0.0.0.0:9464: an address of others needs a token (expected: --http-token-file FILE")
                .contains("--http-public");
    }
}
