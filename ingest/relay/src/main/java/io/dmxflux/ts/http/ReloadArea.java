// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Has the configuration read again: {@code POST /api/reload}, which is answered when it is in force, or with the line that
 * says why not.
 *
 * <p><b>Threading:</b> it is read on a thread that may take its time.
 */
public final class ReloadArea implements HttpArea {

    private static final String PATH = "/api/reload";

    private final Supplier<Outcome> reload;

    /**
     * What has become of it.
     *
     * @param kind for the status
     * @param line what a log has
     */
    public record Outcome(Kind kind, String line) {}

    /** What may become of it. */
    public enum Kind {
        /** It is in force. */
        APPLIED(HttpResponseStatus.OK),
        /** The file is wrong. */
        WRONG(HttpResponseStatus.UNPROCESSABLE_ENTITY),
        /** The machine refuses, or there is no file. */
        REFUSED(HttpResponseStatus.CONFLICT);

        private final HttpResponseStatus status;

        Kind(HttpResponseStatus status) {
            this.status = status;
        }
    }

    /**
     * An area.
     *
     * @param reload reads the configuration, puts it into force, and says what has become of it; may block
     */
    public ReloadArea(Supplier<Outcome> reload) {
        this.reload = reload;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        routes.post(
                        PATH,
                        (request, response) -> Mono.fromSupplier(reload)
                                .subscribeOn(Schedulers.boundedElastic())
                                .flatMap(outcome -> PlainAnswer.line(response, outcome.kind.status, outcome.line)))
                .get(
                        PATH,
                        (request, response) -> PlainAnswer.refuse(
                                response.header(HttpHeaderNames.ALLOW, "POST"),
                                HttpResponseStatus.METHOD_NOT_ALLOWED,
                                "method: GET of " + PATH + " (expected: POST)"));
    }
}
