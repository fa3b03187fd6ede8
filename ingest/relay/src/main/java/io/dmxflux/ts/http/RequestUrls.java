// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AttributeKey;
import java.util.ArrayList;
import java.util.List;
import reactor.netty.http.server.HttpServerRequest;

/** The URLs in answers, by which players come back: with the secret that only looks, where the server has a token. */
public final class RequestUrls {

    private static final AttributeKey<HttpPolicy> POLICY = AttributeKey.valueOf(RequestUrls.class, "policy");

    private RequestUrls() {}

    /** Says by which policy a request is answered. */
    static void remember(HttpServerRequest request, HttpPolicy policy) {
        channel(request).attr(POLICY).set(policy);
    }

    private static HttpPolicy policy(HttpServerRequest request) {
        return channel(request).attr(POLICY).get();
    }

    /** Returns the connection of a request. */
    static Channel channel(HttpServerRequest request) {
        List<Channel> channels = new ArrayList<>(1);
        request.withConnection(connection -> channels.add(connection.channel()));
        return channels.get(0);
    }

    /**
     * Completes the URL of something on this server.
     *
     * @param request which is answered
     * @param path such as {@code /services/dvb-0-28106.ts}
     * @return an absolute URL, by the name by which the server was called
     */
    public static String absolute(HttpServerRequest request, String path) {
        return base(request) + withToken(request, path);
    }

    /**
     * Returns the place of this server.
     *
     * @param request which is answered
     * @return such as {@code http://head-1:8080}, without a token
     */
    public static String base(HttpServerRequest request) {
        String scheme = policy(request).isEncrypted() ? "https" : "http";
        String host = request.requestHeaders().get(HttpHeaderNames.HOST);
        return scheme + "://" + (host == null ? request.hostName() + ":" + request.hostPort() : host);
    }

    /**
     * Adds the secret that players need.
     *
     * @param request which is answered
     * @param url absolute or relative, without a fragment
     * @return the same where no token is needed
     */
    public static String withToken(HttpServerRequest request, String url) {
        return policy(request)
                .token()
                .map(token -> url + (url.contains("?") ? "&" : "?") + Asked.TOKEN + "=" + token.reading())
                .orElse(url);
    }

    /**
     * Tells whether everybody may look, and so find this server by itself.
     *
     * @param request which is answered
     * @return what the user has said
     */
    public static boolean isPublic(HttpServerRequest request) {
        return policy(request).isPublic();
    }
}
