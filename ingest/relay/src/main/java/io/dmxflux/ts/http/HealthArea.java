// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Tells supervisors whether the process answers, {@code /health/live}, and whether it does what it is there for, {@code
 * /health/ready}: 503 with a line for each thing that is not ready.
 */
public final class HealthArea implements HttpArea {

    /** Asked for without a token: it tells nothing but that there is an answer. */
    static final String LIVE = "/health/live";

    private static final String READY = "/health/ready";
    private static final String WELL = "ok\n";

    private final Supplier<List<String>> notReady;

    /**
     * An area.
     *
     * @param notReady returns a line for each thing that is not ready; none if all is
     */
    public HealthArea(Supplier<List<String>> notReady) {
        this.notReady = notReady;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        HttpArea.add(routes, LIVE, (request, response) -> PlainAnswer.send(response, HttpResponseStatus.OK, WELL));
        HttpArea.add(routes, READY, this::ready);
    }

    private Publisher<Void> ready(HttpServerRequest request, HttpServerResponse response) {
        return Mono.fromSupplier(notReady)
                .flatMap(lines -> lines.isEmpty()
                        ? PlainAnswer.send(response, HttpResponseStatus.OK, WELL)
                        : PlainAnswer.send(
                                response, HttpResponseStatus.SERVICE_UNAVAILABLE, String.join("\n", lines) + "\n"));
    }
}
