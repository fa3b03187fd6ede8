// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.http.HttpArea;
import io.dmxflux.ts.http.ServedSchema;
import io.dmxflux.ts.http.TaggedAnswer;
import io.dmxflux.ts.text.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    private static final String NOT_KEPT = "no-store";

    private final StateRecorder recorder;
    private final ServedSchema schema = ServedSchema.of(StateArea.class, "state.schema.json", "v" + RelayState.VERSION);

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
        HttpArea.add(routes, "/api/state/schema", schema::send);
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
        return TaggedAnswer.whole(request, response, JSON, text.get());
    }

    private Publisher<Void> log(HttpServerRequest request, HttpServerResponse response) {
        String tag = recorder.startedAtMillis() + "-" + recorder.lastLine();
        return TaggedAnswer.send(request, response, tag, JSON, () -> json(new Lines(recorder.lines())));
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
}
