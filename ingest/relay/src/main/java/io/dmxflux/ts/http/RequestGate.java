// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.cookie.CookieHeaderNames;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.util.context.Context;

/**
 * What each request passes before an area is asked: the policy, the limits, the headers of every answer.
 *
 * <p><b>Threading:</b> the event loop of the connection.
 */
final class RequestGate implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

    private static final Duration COOKIE_AGE = Duration.ofDays(30);

    private final Supplier<HttpPolicy> policy;
    private final ConnectionLimits limits;
    private final HttpServerRoutes routes = HttpServerRoutes.newRoutes();

    RequestGate(HttpKey key, List<HttpArea> areas, Supplier<HttpPolicy> policy, ConnectionLimits limits) {
        this.policy = policy;
        this.limits = limits;
        areas.forEach(area -> area.addTo(routes));
        if (!key.path().equals("/")) {
            routes.get(
                    "/", (request, response) -> PlainAnswer.send(response, HttpResponseStatus.OK, key.path() + "\n"));
        }
        routes.route(any -> true, RequestGate::notFound);
    }

    private static Publisher<Void> notFound(HttpServerRequest request, HttpServerResponse response) {
        boolean looks = !request.method().equals(HttpMethod.POST);
        return PlainAnswer.refuse(
                response,
                looks ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.METHOD_NOT_ALLOWED,
                looks
                        ? request.fullPath() + ": not found (expected: a path that is served)"
                        : "method: POST of " + request.fullPath() + " (expected: GET)");
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        HttpPolicy inForce = policy.get();
        String cookieName = cookieName(request);
        Asked asked;
        try {
            asked = Asked.of(request, cookieName);
        } catch (IllegalArgumentException e) {
            return PlainAnswer.refuse(
                    response, HttpResponseStatus.BAD_REQUEST, "URL: not one (expected: as in RFC 3986)");
        }
        SecurityHeaders.add(response.responseHeaders(), inForce, asked);
        RequestUrls.remember(request, inForce);
        Optional<Refusal> refusal = inForce.refusal(asked);
        if (refusal.isPresent()) {
            return refusal.get().send(response);
        }
        if (asked.method().equals(HttpMethod.OPTIONS)) {
            return response.status(HttpResponseStatus.NO_CONTENT).send();
        }
        if (asked.path().equals("/") && asked.urlToken().isPresent()) {
            return withCookie(inForce, asked, cookieName, response);
        }
        return limited(request, response, asked);
    }

    /** Cookies know no ports: two relays of one machine have one each. */
    private static String cookieName(HttpServerRequest request) {
        InetSocketAddress here = request.hostAddress();
        return "dmxflux-" + (here == null ? "" : here.getPort());
    }

    /** Takes the secret out of the browser's address, and of its history. */
    private static Publisher<Void> withCookie(
            HttpPolicy policy, Asked asked, String cookieName, HttpServerResponse response) {
        policy.token().ifPresent(token -> {
            DefaultCookie cookie = new DefaultCookie(
                    cookieName, token.cookieFor(asked.urlToken().orElse("")));
            cookie.setHttpOnly(true);
            cookie.setSecure(policy.isEncrypted());
            cookie.setSameSite(CookieHeaderNames.SameSite.Strict);
            cookie.setPath("/");
            cookie.setMaxAge(COOKIE_AGE.toSeconds());
            response.addCookie(cookie);
        });
        return response.status(HttpResponseStatus.SEE_OTHER)
                .header(HttpHeaderNames.LOCATION, "/")
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .send();
    }

    private Publisher<Void> limited(HttpServerRequest request, HttpServerResponse response, Asked asked) {
        RequestKind kind = RequestKind.of(asked.path());
        Channel channel = RequestUrls.channel(request);
        Optional<Refusal> tooMany = limits.begin(channel, kind);
        return tooMany.map(refusal -> refusal.send(response))
                .orElseGet(() -> Mono.defer(() -> Mono.from(routes.apply(request, response)))
                        .onErrorResume(e -> failed(response, e))
                        .doFinally(end -> limits.end(channel, kind)));
    }

    private static Mono<Void> failed(HttpServerResponse response, Throwable failure) {
        if (failure instanceof AbortedException || failure instanceof IOException) {
            return Mono.error(failure); // the client has gone
        }
        Operators.onErrorDropped(failure, Context.empty());
        return response.hasSentHeaders()
                ? Mono.error(failure)
                : PlainAnswer.refuse(
                        response,
                        HttpResponseStatus.INTERNAL_SERVER_ERROR,
                        "failed (expected: an answer; the log has the reason)");
    }
}
