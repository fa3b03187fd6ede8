// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask for what: the settings of a server, with the files that they name read.
 *
 * <pre>
 *   address   token   public     may look                  may change (POST)
 *   loopback  -       -          all                       all but pages of other sites
 *   any       yes     -          header, cookie, ?token=   header, cookie
 *   any       -       yes        all                       from this machine
 *   other     -       -          there is no such server
 * </pre>
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param token what opens it; empty if nothing has to
 * @param isPublic whether everybody may look
 * @param hosts by which names it may be called
 * @param origins other sites that may read
 * @param keys of TLS; null without
 */
record HttpPolicy(
        Optional<AccessToken> token,
        boolean isPublic,
        HostNames hosts,
        Set<String> origins,
        @Nullable X509ExtendedKeyManager keys) {

    /**
     * Reads what settings name.
     *
     * @throws RefusedServerException in one line, if a file is not as it should be, or an address needs a token
     */
    static HttpPolicy of(HttpKey key, HttpSettings settings) {
        HttpAddress address = settings.address(key).orElseThrow();
        if (!settings.isPublic() && settings.tokenFile().isEmpty() && !isLoopback(address)) {
            throw RefusedServerException.mistake(
                    key.option(),
                    address + ": an address of others needs a token (expected: --http-token-file FILE with it, or"
                            + " --http-public where everybody may look; in a file token-file: or public: true of http:)");
        }
        return new HttpPolicy(
                settings.tokenFile().map(AccessToken::read),
                settings.isPublic(),
                HostNames.of(settings.hosts()).and(address),
                settings.origins(),
                settings.tls().map(TlsFiles::read).orElse(null));
    }

    private static boolean isLoopback(HttpAddress address) {
        InetSocketAddress place = new InetSocketAddress(address.host(), address.port());
        return place.isUnresolved() || place.getAddress().isLoopbackAddress(); // told where it is opened
    }

    boolean isEncrypted() {
        return keys != null;
    }

    /** Tells whether who could look before may not now. */
    boolean isStricterThan(HttpPolicy before) {
        return token.isPresent() && !token.equals(before.token);
    }

    /** Returns why a request is not answered; empty if it is. */
    Optional<Refusal> refusal(Asked asked) {
        return Stream.<Function<Asked, Optional<Refusal>>>of(
                        this::ofHost, this::ofMethod, this::ofOrigin, this::ofAccess)
                .flatMap(rule -> rule.apply(asked).stream())
                .findFirst();
    }

    private Optional<Refusal> ofHost(Asked asked) {
        return asked.host()
                .filter(host -> !hosts.has(host))
                .map(host -> new Refusal(
                        HttpResponseStatus.MISDIRECTED_REQUEST,
                        "host: " + host + " (expected: an address, a name of this machine, or one of --http-host)"));
    }

    private Optional<Refusal> ofMethod(Asked asked) {
        boolean isPreflight = asked.method().equals(HttpMethod.OPTIONS) && !origins.isEmpty();
        return isPreflight || asked.method().equals(HttpMethod.POST) || isReading(asked.method())
                ? Optional.empty()
                : Optional.of(new Refusal(
                        HttpResponseStatus.METHOD_NOT_ALLOWED,
                        "method: " + asked.method() + " (expected: GET, HEAD or POST)",
                        Map.of(HttpHeaderNames.ALLOW, "GET, HEAD, POST")));
    }

    private static boolean isReading(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    /** A page of another site can have a browser send a request, though not read the answer. */
    private Optional<Refusal> ofOrigin(Asked asked) {
        if (asked.looks()) {
            return Optional.empty();
        }
        boolean isOther =
                asked.origin().filter(origin -> !isSame(origin, asked)).isPresent()
                        || asked.origin().isEmpty()
                                && asked.site()
                                        .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                                        .isPresent();
        return isOther
                ? Optional.of(new Refusal(
                        HttpResponseStatus.FORBIDDEN,
                        "origin: " + asked.origin().or(asked::site).orElse("") + " (expected: a page of this server)"))
                : Optional.empty();
    }

    private boolean isSame(String origin, Asked asked) {
        String own = (isEncrypted() ? "https://" : "http://") + asked.host().orElse("");
        return origin.equalsIgnoreCase(own)
                || origin.equalsIgnoreCase("https://" + asked.host().orElse(""));
    }

    private Optional<Refusal> ofAccess(Asked asked) {
        Access access = access(asked);
        if (asked.looks() && asked.path().equals(HealthArea.LIVE)) {
            return Optional.empty();
        }
        if (access == Access.NONE && !asked.method().equals(HttpMethod.OPTIONS)) {
            return Optional.of(new Refusal(
                    HttpResponseStatus.UNAUTHORIZED,
                    "token: " + (asked.urlToken().isPresent() || asked.bearer().isPresent() ? "another" : "none")
                            + " (expected: Authorization: Bearer TOKEN, or /?token=TOKEN once in a browser)",
                    Map.of(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"dmxflux\"")));
        }
        if (access == Access.READ && !asked.looks()) {
            return Optional.of(new Refusal(
                    HttpResponseStatus.FORBIDDEN,
                    token.isPresent()
                            ? "token: one that only looks (expected: Authorization: Bearer TOKEN)"
                            : "client: another machine (expected: this one, as with public everybody may only look)"));
        }
        return Optional.empty();
    }

    private Access access(Asked asked) {
        if (token.isPresent()) {
            AccessToken secret = token.get();
            return Stream.of(
                            asked.bearer().map(secret::byHeader).stream(),
                            asked.cookies().stream().map(secret::byCookie),
                            asked.urlToken().map(secret::byUrl).stream())
                    .flatMap(each -> each)
                    .max(Access::compareTo)
                    .orElse(Access.NONE);
        }
        return isPublic && !asked.isFromHere() ? Access.READ : Access.FULL;
    }

    /** Tells whether a page of another site may read the answer. */
    boolean mayRead(String origin) {
        return origins.contains(origin);
    }
}
