// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.http.HttpArea;
import io.dmxflux.ts.relay.Relays;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Tells metrics: {@code GET /metrics}, in OpenMetrics' format or in Prometheus' older one, as is asked for. What was read is
 * told again for a quarter of a second.
 *
 * <p><b>Threading:</b> the counters are read on the thread of the connection that asks.
 * <p><b>Ownership:</b> owns its meters.
 */
public final class MetricsArea implements HttpArea {

    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

    private static final String PATH = "/metrics";
    private static final long FRESH_NANOS = 250_000_000;

    /** What was read last, by format; guarded by itself. */
    private final Map<String, Answer> answers = new HashMap<>();

    private final Function<String, String> scrape;
    private final LongSupplier nanoTime;
    private final Runnable closing;

    private record Answer(byte[] text, long readNanos) {}

    MetricsArea(Function<String, String> scrape, LongSupplier nanoTime, Runnable closing) {
        this.scrape = scrape;
        this.nanoTime = nanoTime;
        this.closing = closing;
    }

    /**
     * Opens the meters of relays.
     *
     * @param relays what is told of
     * @param viewers returns the books of all services that ever had a viewer
     * @param shifted those of what is kept
     * @return an area, the caller's to close
     */
    public static MetricsArea open(
            Relays relays, Supplier<Map<ServicePath, ViewerBook>> viewers, TimeShiftBooks shifted) {
        RelayMetrics meters = new RelayMetrics(relays, viewers, shifted);
        Disposable looking = Flux.interval(Duration.ofSeconds(1)).subscribe(second -> meters.look());
        return new MetricsArea(meters::scrape, System::nanoTime, () -> {
            looking.dispose();
            meters.close();
        });
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        routes.get(PATH, this::metrics)
                .head(
                        PATH,
                        (request, response) -> response.header(HttpHeaderNames.CONTENT_TYPE, format(request))
                                .send());
    }

    private Publisher<Void> metrics(HttpServerRequest request, HttpServerResponse response) {
        String format = format(request);
        return response.header(HttpHeaderNames.CONTENT_TYPE, format)
                .sendByteArray(Mono.fromCallable(() -> answer(format)));
    }

    private static String format(HttpServerRequest request) {
        String accepted = request.requestHeaders().get(HttpHeaderNames.ACCEPT, "");
        return accepted.contains("application/openmetrics-text") ? OPEN_METRICS : PLAIN;
    }

    private byte[] answer(String format) {
        synchronized (answers) {
            Answer last = answers.get(format);
            long now = nanoTime.getAsLong();
            if (last == null || now - last.readNanos > FRESH_NANOS) {
                last = new Answer(scrape.apply(format).getBytes(StandardCharsets.UTF_8), now);
                answers.put(format, last);
            }
            return last.text;
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
