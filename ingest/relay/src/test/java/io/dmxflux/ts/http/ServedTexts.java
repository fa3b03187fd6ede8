// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRoutes;

/** An area of a text, of streams without an end, of what fails, and of URLs. */
final class ServedTexts implements HttpArea {

    static final HttpAddress ANY_PORT = new HttpAddress("127.0.0.1", 0);
    static final HttpSettings OPEN = HttpSettings.at(Map.of(HttpKey.HTTP, ANY_PORT));

    /** The same server for those who know a token. */
    static HttpSettings guarded(Path tokenFile) {
        return new HttpSettings(
                OPEN.addresses(),
                Optional.of(tokenFile),
                false,
                Optional.empty(),
                Set.of(),
                Set.of(),
                Optional.empty());
    }

    private static final int LONG_KILOBYTES = 3 << 10;
    private static final int KILOBYTE = 1 << 10;

    /** How much of the long stream has been handed to connections. */
    final AtomicLong longBytes = new AtomicLong();

    Runnable onReload = () -> {};

    @Override
    public void addTo(HttpServerRoutes routes) {
        new HealthArea(List::of).addTo(routes);
        routes.get("/text", (request, response) -> response.sendString(Mono.just("some text")))
                .get(
                        "/services/a.ts",
                        (request, response) -> response.send(Flux.<ByteBuf>never()
                                .startWith(response.alloc().buffer().writeZero(188))))
                .get(
                        "/services/long.ts",
                        (request, response) -> response.send(Flux.range(0, LONG_KILOBYTES)
                                .map(any -> response.alloc().buffer().writeZero(KILOBYTE))
                                .doOnNext(any -> longBytes.addAndGet(KILOBYTE))))
                .get("/failing", (request, response) -> Mono.error(new IllegalStateException("a secret reason")))
                .get(
                        "/urls",
                        (request, response) -> response.sendString(Mono.just(RequestUrls.absolute(request, "/a.ts")
                                + "\n" + RequestUrls.withToken(request, "b.ts?c") + "\n")))
                .post(
                        "/api/reload",
                        (request, response) -> response.sendString(Mono.fromCallable(() -> {
                                    onReload.run();
                                    return "reloaded";
                                })
                                .subscribeOn(Schedulers.boundedElastic())));
    }
}
