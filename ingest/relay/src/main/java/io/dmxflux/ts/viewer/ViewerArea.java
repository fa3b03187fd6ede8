// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.hls.MediaPlaylist;
import io.dmxflux.ts.http.HttpArea;
import io.dmxflux.ts.http.PlainAnswer;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.relay.ServiceDirectory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Services by HTTP: {@code /services/dvb-0-28106.ts}, with {@code ?at=-30m} as they were,
 * up to {@code &until=-10m}, and {@code /services/dvb-0-28106/index.m3u8} with its segments.
 *
 * <p><b>Threading:</b> what opens an output is done on Reactor's bounded elastic threads, all else on the server's.
 */
public final class ViewerArea implements HttpArea {

    static final String PLAYLIST = "application/vnd.apple.mpegurl";
    private static final String END = ".ts";
    private static final String NAME = "service";
    private static final String KEPT = MediaPlaylist.Kind.KEPT.prefix();
    static final String RETRY_SECONDS = "3";

    /** The longest segment, and the wait for its first point. */
    private static final Duration LONGEST_BEGIN = Duration.ofSeconds(10);

    private final Viewers viewers;
    private final ServiceLookup lookup;
    private final Function<HttpServerRequest, String> query;
    private final Supplier<Optional<TimeShift>> shift;
    private final ShiftedAnswers shifted;

    /**
     * Routes to services.
     *
     * @param relays whose services
     * @param directory the services that there are
     * @param viewers who watches them; the caller's to close
     * @param query returns what goes behind the URL of a segment, so that who may ask for the playlist may ask for it: such as
     *     {@code ?token=...}, or nothing
     * @param shift what is kept of them, now; empty if nothing is
     */
    public ViewerArea(
            Relays relays,
            ServiceDirectory directory,
            Viewers viewers,
            Function<HttpServerRequest, String> query,
            Supplier<Optional<TimeShift>> shift) {
        this.shift = shift;
        this.viewers = viewers;
        this.lookup = new ServiceLookup(relays, directory);
        this.query = query;
        this.shifted = new ShiftedAnswers(lookup, query, shift);
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        HttpArea.add(routes, "/services/{" + NAME + "}", this::stream);
        HttpArea.add(routes, "/services/{" + NAME + "}/index.m3u8", this::playlist);
        HttpArea.add(routes, "/services/{" + NAME + "}/{segment}", this::segment);
    }

    static boolean isHead(HttpServerRequest request) {
        return request.method().equals(HttpMethod.HEAD);
    }

    private static String param(HttpServerRequest request, String name) {
        return Objects.requireNonNullElse(request.param(name), "");
    }

    /** Answers for a service that there is; a thread that may block finds it. */
    private static Mono<Void> with(
            Callable<Opened> opening, HttpServerResponse response, Function<WatchedService, Publisher<Void>> answer) {
        return Mono.fromCallable(opening)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(found -> found.service != null
                        ? Mono.from(answer.apply(found.service))
                        : refuse(response, Objects.requireNonNull(found.refused)));
    }

    private record Opened(@Nullable WatchedService service, ServiceLookup.@Nullable Refused refused) {}

    private Opened open(String name) {
        ServiceLookup.Result result = lookup.find(name);
        if (result instanceof ServiceLookup.Found found) {
            Optional<WatchedService> service = viewers.watch(found.path());
            return service.map(opened -> new Opened(opened, null))
                    .orElseGet(() -> new Opened(
                            null,
                            new ServiceLookup.Refused(
                                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                                    "service " + name + ": its input does not run (expected: one that does)")));
        }
        return new Opened(null, (ServiceLookup.Refused) result);
    }

    /** Players are not told of what is away for a while: they would not ask again. */
    private Opened openOrPlayed(String name) {
        Opened opened = open(name);
        return opened.service != null
                ? opened
                : viewers.played(name).map(service -> new Opened(service, null)).orElse(opened);
    }

    static Mono<Void> refuse(HttpServerResponse response, ServiceLookup.Refused refused) {
        return unavailable(response, refused.status(), refused.problem());
    }

    static Mono<Void> unavailable(HttpServerResponse response, HttpResponseStatus status, String problem) {
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
            response.header(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
        }
        return PlainAnswer.refuse(response, status, problem);
    }

    private Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response) {
        String file = param(request, NAME);
        if (!file.endsWith(END)) {
            return PlainAnswer.refuse(
                    response,
                    HttpResponseStatus.NOT_FOUND,
                    request.fullPath() + ": not found (expected: " + request.fullPath() + END + ", or "
                            + request.fullPath() + "/index.m3u8)");
        }
        if (isFull()) { // for which nothing is opened
            return refuseViewer(response);
        }
        String name = file.substring(0, file.length() - END.length());
        return inSpan(
                request,
                response,
                span -> shifted.stream(name, span, request, response),
                () -> with(
                        () -> open(name),
                        response,
                        service -> isHead(request) ? StreamAnswer.head(response).send() : send(service, response)));
    }

    /** Answers with a span that is asked for, or with what is live. */
    private static Publisher<Void> inSpan(
            HttpServerRequest request,
            HttpServerResponse response,
            Function<AskedSpan, Publisher<Void>> then,
            Supplier<Publisher<Void>> now) {
        try {
            Optional<AskedSpan> span = AskedSpan.of(request.uri());
            return span.isPresent() ? then.apply(span.get()) : now.get();
        } catch (IllegalArgumentException e) {
            return PlainAnswer.refuse(response, HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private boolean isFull() {
        return viewers.isFull(shift.get().map(TimeShift::viewers).orElse(0));
    }

    private Mono<Void> refuseViewer(HttpServerResponse response) {
        return unavailable(
                response,
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "viewers: " + viewers.limits().viewers() + " (expected: no more than that)");
    }

    private Publisher<Void> send(WatchedService service, HttpServerResponse response) {
        return StreamAnswer.send(
                response, connection -> viewers.join(service, connection), () -> refuseViewer(response));
    }

    private Publisher<Void> playlist(HttpServerRequest request, HttpServerResponse response) {
        String name = param(request, NAME);
        return inSpan(
                request,
                response,
                span -> shifted.playlist(name, span, request, response),
                () -> with(() -> openOrPlayed(name), response, service -> {
                    LiveSegments segments = service.segments(player(request));
                    return Mono.fromFuture(segments.begun(), true)
                            .timeout(LONGEST_BEGIN, Mono.empty())
                            .then(Mono.defer(() -> playlist(segments.playlist(), name, request, response)));
                }));
    }

    private Mono<Void> playlist(
            MediaPlaylist playlist, String name, HttpServerRequest request, HttpServerResponse response) {
        if (playlist.entries().isEmpty() && !playlist.hasEnded()) {
            return unavailable(
                    response,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "service " + name + ": no segment yet (expected: pictures or sound)");
        }
        byte[] text =
                playlist.text(MediaPlaylist.Kind.LIVE, query.apply(request)).getBytes(StandardCharsets.UTF_8);
        return send(
                Unpooled.wrappedBuffer(text),
                isHead(request),
                response.header(HttpHeaderNames.CONTENT_TYPE, PLAYLIST)
                        .header(HttpHeaderNames.CACHE_CONTROL, "no-cache"));
    }

    /** Returns what tells a player from others: its address. */
    static String player(HttpServerRequest request) {
        InetSocketAddress address = request.remoteAddress();
        return address == null ? "" : address.getHostString();
    }

    private Publisher<Void> segment(HttpServerRequest request, HttpServerResponse response) {
        String file = param(request, "segment");
        String name = param(request, NAME);
        if (file.matches("kept-[0-9]{1,18}\\.ts")) {
            return shifted.segment(
                    name,
                    Long.parseLong(file.substring(KEPT.length(), file.length() - END.length())),
                    request,
                    response);
        }
        if (!file.matches("[0-9]{1,18}\\.ts")) {
            return PlainAnswer.refuse(
                    response,
                    HttpResponseStatus.NOT_FOUND,
                    request.fullPath() + ": not found (expected: index.m3u8, or a segment that it names)");
        }
        long sequence = Long.parseLong(file.substring(0, file.length() - END.length()));
        return Mono.fromCallable(() -> viewers.played(name)
                        .flatMap(WatchedService::running)
                        .flatMap(segments -> segments.data(sequence)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(data -> segment(data, sequence, request, response));
    }

    private static Mono<Void> segment(
            Optional<ByteBuf> data, long sequence, HttpServerRequest request, HttpServerResponse response) {
        if (data.isEmpty()) {
            return PlainAnswer.refuse(
                    response,
                    HttpResponseStatus.NOT_FOUND,
                    "segment: " + sequence + " (expected: one that index.m3u8 has now)");
        }
        String tag = "\"" + sequence + "\"";
        response.header(HttpHeaderNames.CACHE_CONTROL, "private, max-age=60, immutable")
                .header(HttpHeaderNames.ETAG, tag);
        if (tag.equals(request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH))) {
            data.get().release();
            return response.status(HttpResponseStatus.NOT_MODIFIED).send();
        }
        return send(
                data.get(),
                isHead(request),
                response.header(HttpHeaderNames.CONTENT_TYPE, StreamAnswer.TRANSPORT_STREAM));
    }

    static Mono<Void> send(ByteBuf body, boolean isHead, HttpServerResponse response) {
        response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(body.readableBytes()));
        return Mono.using(
                () -> body,
                own -> isHead
                        ? response.send()
                        : response.send(Mono.fromSupplier(own::retainedDuplicate))
                                .then(),
                ByteBuf::release);
    }

    @Override
    public void close() {
        viewers.close();
    }
}
