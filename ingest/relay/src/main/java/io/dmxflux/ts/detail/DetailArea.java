// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.detail;

import io.dmxflux.ts.http.HttpArea;
import io.dmxflux.ts.http.PlainAnswer;
import io.dmxflux.ts.http.ServedSchema;
import io.dmxflux.ts.relay.ServiceDirectory;
import io.dmxflux.ts.text.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Tells all that is known of one service, or of one input. What was read is told again for a quarter of a second, so that requests
 * do not hold up the stream.
 *
 * <p><b>Threading:</b> what was found is read on the thread of the connection that asks.
 */
public final class DetailArea implements HttpArea {

    private static final String SERVICE = "/api/services/{path}";
    private static final String INPUT = "/api/inputs/{slug}";
    private static final String SCHEMA = "/api/schema/";
    private static final String VERSION = "v1";
    private static final String JSON = "application/json";
    private static final long FRESH_MILLIS = 250;
    private static final int MOST_ANSWERS = 32;

    private final ServiceDirectory services;
    private final InstantSource clock;

    /** What was read last, by path, the least asked for first; guarded by itself. */
    private final Map<String, Answer> answers = new LinkedHashMap<>(MOST_ANSWERS, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > MOST_ANSWERS;
        }
    };

    private record Answer(byte[] json, Instant read) {}

    /**
     * An area.
     *
     * @param services what is told of
     */
    public DetailArea(ServiceDirectory services) {
        this(services, InstantSource.system());
    }

    DetailArea(ServiceDirectory services, InstantSource clock) {
        this.services = services;
        this.clock = clock;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        HttpArea.add(routes, SERVICE, this::service);
        HttpArea.add(routes, INPUT, this::input);
        HttpArea.add(routes, SCHEMA + "service", schema("service")::send);
        HttpArea.add(routes, SCHEMA + "input", schema("input")::send);
    }

    private static ServedSchema schema(String document) {
        return ServedSchema.of(DetailArea.class, document + ".schema.json", VERSION);
    }

    private Publisher<Void> service(HttpServerRequest request, HttpServerResponse response) {
        String text = given(request.param("path"));
        Optional<ServiceDirectory.Entry> found = services.find(text);
        return found.isEmpty()
                ? PlainAnswer.refuse(response, HttpResponseStatus.NOT_FOUND, services.problem(text))
                : send(
                        request,
                        response,
                        "service " + found.get().path(),
                        () -> ServiceDetail.of(found.get(), clock.instant()));
    }

    private Publisher<Void> input(HttpServerRequest request, HttpServerResponse response) {
        String slug = given(request.param("slug"));
        return services.input(slug)
                .<Publisher<Void>>map(inspection -> send(
                        request, response, "input " + slug, () -> InputDetail.of(slug, inspection, clock.instant())))
                .orElseGet(() -> PlainAnswer.refuse(
                        response,
                        HttpResponseStatus.NOT_FOUND,
                        "input: " + slug + " (expected: one of " + String.join(", ", services.inputs()) + ")"));
    }

    private static String given(@Nullable String parameter) {
        return parameter == null ? "" : parameter;
    }

    private Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, String key, Supplier<Object> detail) {
        response.header(HttpHeaderNames.CONTENT_TYPE, JSON).header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return request.method().name().equals("HEAD")
                ? response.send()
                : response.sendByteArray(Mono.fromCallable(() -> answer(key, detail)));
    }

    private byte[] answer(String key, Supplier<Object> detail) {
        synchronized (answers) {
            Answer last = answers.get(key);
            Instant now = clock.instant();
            if (last == null || now.isBefore(last.read) || now.isAfter(last.read.plusMillis(FRESH_MILLIS))) {
                last = new Answer(Json.of(detail.get()).getBytes(StandardCharsets.UTF_8), now);
                answers.put(key, last);
            }
            return last.json;
        }
    }
}
