// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.http.HttpArea;
import io.dmxflux.ts.text.Json;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * What is told of the state by HTTP.
 *
 * <pre>
 *   GET /api/state          the document of this second
 *   GET /api/state/schema   its JSON schema
 *   GET /api/events         the document, and then each second what has changed, by server-sent events
 *   GET /api/log            the lines of the last hour
 *   GET /api/history        bit rates of the last minutes, losses of the last day
 * </pre>
 *
 * <p>Of server-sent events there are: {@code state}, the whole; {@code patch}, what has changed since the last of either
 * (RFC 7396), each second, so that a second or two without one is a connection that is lost; {@code buffers}, ten times a second
 * at most; {@code log}, a line, with its number as the event's identifier: {@code Last-Event-ID} goes on behind it.
 */
public final class StateArea implements HttpArea {

    private static final String JSON = "application/json";
    private static final String SCHEMA = "application/schema+json";
    private static final String NOT_KEPT = "no-store";
    private static final String ASKED_EACH_TIME = "no-cache";

    private final StateRecorder recorder;
    private final byte[] schema = schema();

    private volatile Written written = new Written(null, new byte[0]);

    /** The text of a state. */
    private record Written(@Nullable RelayState state, byte[] text) {}

    /** The lines of the log, as they are told. */
    private record Lines(List<LoggedEvent> events) {}

    /**
     * An area of what a recorder knows.
     *
     * @param recorder closed with the area
     */
    public StateArea(StateRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        HttpArea.add(routes, "/api/state", (request, response) -> answer(request, response, this::state));
        HttpArea.add(routes, "/api/state/schema", this::schema);
        HttpArea.add(
                routes,
                "/api/history",
                (request, response) -> answer(request, response, () -> json(recorder.history())));
        HttpArea.add(routes, "/api/log", this::log);
        routes.get("/api/events", this::events);
    }

    @Override
    public void close() {
        recorder.close();
    }

    private static byte[] json(Object value) {
        return Json.of(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The text of this second is made once. */
    private byte[] state() {
        RelayState now = recorder.state();
        Written last = written;
        if (last.state != now) {
            last = new Written(now, json(now));
            written = last;
        }
        return last.text;
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response, Supplier<byte[]> text) {
        response.header(HttpHeaderNames.CACHE_CONTROL, NOT_KEPT);
        return send(request, response, JSON, text.get());
    }

    private static Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, String type, byte[] text) {
        response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(text.length));
        return HttpMethod.HEAD.equals(request.method())
                ? response.send()
                : response.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(text)));
    }

    private Publisher<Void> schema(HttpServerRequest request, HttpServerResponse response) {
        return tagged(
                request,
                response,
                "v" + RelayState.VERSION + "-" + Integer.toHexString(Arrays.hashCode(schema)),
                SCHEMA,
                () -> schema);
    }

    private Publisher<Void> log(HttpServerRequest request, HttpServerResponse response) {
        String tag = recorder.startedAtMillis() + "-" + recorder.lastLine();
        return tagged(request, response, tag, JSON, () -> json(new Lines(recorder.lines())));
    }

    /** Answers who has it already that nothing has changed. */
    private static Publisher<Void> tagged(
            HttpServerRequest request, HttpServerResponse response, String tag, String type, Supplier<byte[]> text) {
        String quoted = '"' + tag + '"';
        response.header(HttpHeaderNames.ETAG, quoted).header(HttpHeaderNames.CACHE_CONTROL, ASKED_EACH_TIME);
        return quoted.equals(request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH))
                ? response.status(HttpResponseStatus.NOT_MODIFIED).send()
                : send(request, response, type, text.get());
    }

    private Publisher<Void> events(HttpServerRequest request, HttpServerResponse response) {
        Optional<StateClient> joined =
                recorder.join(number(request.requestHeaders().get("Last-Event-ID")));
        if (joined.isEmpty()) {
            return response.status(HttpResponseStatus.SERVICE_UNAVAILABLE)
                    .header(HttpHeaderNames.RETRY_AFTER, "10")
                    .sendString(Mono.just("too many follow the state already; close a page that is not needed\n"));
        }
        StateClient client = joined.get();
        request.withConnection(client::writesTo);
        response.sse()
                .header(HttpHeaderNames.CACHE_CONTROL, NOT_KEPT)
                .header("X-Accel-Buffering", "no"); // of proxies that would keep events back
        return response.send(client.frames().doOnSubscribe(subscription -> recorder.begin(client)), frame -> true);
    }

    /** What is no number is of no use. */
    private static @Nullable Long number(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
    }

    private static byte[] schema() {
        try (InputStream in = Objects.requireNonNull(StateArea.class.getResourceAsStream("state.schema.json"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
