// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What of a request decides whether it is answered.
 *
 * @param method the method
 * @param path without what is asked for behind it
 * @param host the name by which the server is called; empty if a request of HTTP/1.0 does not say it
 * @param origin the site whose page asks; empty if no page does, or of the same site without saying so
 * @param site what a browser says of that site, as {@code same-origin}; empty if it says nothing
 * @param bearer the secret in the header; empty for none
 * @param cookies secrets in cookies
 * @param urlToken the secret in the URL; empty for none
 * @param isFromHere whether it comes from this machine
 */
record Asked(
        HttpMethod method,
        String path,
        Optional<String> host,
        Optional<String> origin,
        Optional<String> site,
        Optional<String> bearer,
        List<String> cookies,
        Optional<String> urlToken,
        boolean isFromHere) {

    static final String TOKEN = "token";

    private static final String BEARER = "bearer ";
    private static final Set<HttpMethod> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /**
     * Takes what matters.
     *
     * @throws IllegalArgumentException if the URL is none
     */
    static Asked of(HttpServerRequest request, String cookieName) {
        HttpHeaders headers = request.requestHeaders();
        InetSocketAddress remote = request.remoteAddress();
        return new Asked(
                request.method(),
                request.fullPath(),
                Optional.ofNullable(headers.get(HttpHeaderNames.HOST)),
                Optional.ofNullable(headers.get(HttpHeaderNames.ORIGIN)),
                Optional.ofNullable(headers.get("sec-fetch-site")),
                Optional.ofNullable(headers.get(HttpHeaderNames.AUTHORIZATION)).flatMap(Asked::bearer),
                request.cookies().getOrDefault(cookieName, Set.of()).stream()
                        .map(Cookie::value)
                        .toList(),
                token(request.uri()),
                remote != null && remote.getAddress().isLoopbackAddress());
    }

    private static Optional<String> bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static Optional<String> token(String uri) {
        if (!uri.contains(TOKEN)) {
            return Optional.empty();
        }
        Map<String, List<String>> parameters = new QueryStringDecoder(uri).parameters();
        return parameters.getOrDefault(TOKEN, List.of()).stream().findFirst();
    }

    /** Tells whether it asks for nothing but to look. */
    boolean looks() {
        return LOOKING.contains(method);
    }
}
