// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Why a request is not answered.
 *
 * @param status the status
 * @param line the thing, the value, and what was expected; without a secret
 * @param headers what the status needs
 */
record Refusal(HttpResponseStatus status, String line, Map<CharSequence, String> headers) {

    Refusal(HttpResponseStatus status, String line) {
        this(status, line, Map.of());
    }

    Mono<Void> send(HttpServerResponse response) {
        headers.forEach(response::header);
        return PlainAnswer.refuse(response, status, line);
    }
}
