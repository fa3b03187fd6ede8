// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.dmxflux.ts.psi.HarmlessText;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Answers of a few lines of text, such as what is wrong with a request: the thing, the value, what was expected. */
public final class PlainAnswer {

    private static final String TYPE = "text/plain; charset=utf-8";

    private PlainAnswer() {}

    /**
     * Sends lines.
     *
     * @param response where to
     * @param status the status
     * @param lines each with its end; to {@code HEAD} their length alone is sent
     * @return completes when they are sent
     */
    static Mono<Void> send(HttpServerResponse response, HttpResponseStatus status, String lines) {
        byte[] octets = lines.getBytes(StandardCharsets.UTF_8);
        HttpServerResponse plain = response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, TYPE)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(octets.length));
        return isHead(response)
                ? plain.send()
                : plain.sendObject(Unpooled.wrappedBuffer(octets)).then();
    }

    private static boolean isHead(HttpServerResponse response) {
        return response instanceof HttpServerRequest request && request.method().equals(HttpMethod.HEAD);
    }

    /** Says one line. */
    static Mono<Void> line(HttpServerResponse response, HttpResponseStatus status, String line) {
        return send(response, status, HarmlessText.escaped(line) + "\n");
    }

    /**
     * Refuses a request in one line.
     *
     * @param response where to
     * @param status the status
     * @param problem such as {@code service: 7 (expected: one of 1, 2)}; what cannot be shown in it is escaped
     * @return completes when it is sent
     */
    public static Mono<Void> refuse(HttpServerResponse response, HttpResponseStatus status, String problem) {
        return line(response, status, problem);
    }
}
