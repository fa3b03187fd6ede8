// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.hls.MediaPlaylist;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Services as they were: {@code ?at=} of a stream, of a playlist, and the segments that such a playlist has.
 *
 * <p>A playlist begins at a moment, and goes on to now, or for {@link #MOST_SPAN}: so nothing is ever taken out of it, and players seek
 * in all of it ({@code EXT-X-PLAYLIST-TYPE:EVENT}). A time ago is another moment with each request: it is answered with a master
 * playlist that names the moment. When the beginning is not kept any more, the playlist is refused.
 *
 * <p><b>Threading:</b> what reads files is done on threads that may block.
 * <p><b>Source:</b> RFC 8216 4.3.3.5, 6.2.1.
 */
final class ShiftedAnswers {

    /** No playlist is longer. */
    static final Duration MOST_SPAN = Duration.ofHours(4);

    private static final long DEFAULT_BANDWIDTH = 8_000_000;
    private static final int NEWEST = 20;

    private final ServiceLookup lookup;
    private final Function<HttpServerRequest, String> query;
    private final Supplier<Optional<TimeShift>> shift;

    ShiftedAnswers(
            ServiceLookup lookup, Function<HttpServerRequest, String> query, Supplier<Optional<TimeShift>> shift) {
        this.lookup = lookup;
        this.query = query;
        this.shift = shift;
    }

    /** Sends a span of a service. */
    Publisher<Void> stream(String name, AskedSpan span, HttpServerRequest request, HttpServerResponse response) {
        return Mono.fromCallable(() -> lookup.shifted(shift.get(), name, span))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(found -> {
                    if (found instanceof ServiceLookup.Refused refused) {
                        return ViewerArea.refuse(response, refused);
                    }
                    ServiceLookup.Shifted from = (ServiceLookup.Shifted) found;
                    sayWhen(from, request, response);
                    return ViewerArea.isHead(request)
                            ? StreamAnswer.head(response).send()
                            : StreamAnswer.send(
                                    response,
                                    connection -> Optional.of(from.shift().join(from, connection)),
                                    Mono::empty);
                });
    }

    /** Names the moment, if it is not the one that was asked for, with where it ends. */
    private static void sayWhen(ServiceLookup.Shifted from, HttpServerRequest request, HttpServerResponse response) {
        if (from.isMoved()) {
            response.header(HttpHeaderNames.CONTENT_LOCATION, request.fullPath() + "?" + query(from));
        }
    }

    private static String query(ServiceLookup.Shifted span) {
        return AskedSpan.AT + "=" + span.at().truncatedTo(ChronoUnit.MILLIS)
                + span.until()
                        .map(end -> "&" + AskedSpan.UNTIL + "=" + end.truncatedTo(ChronoUnit.MILLIS))
                        .orElse("");
    }

    /** What a playlist says, or why there is none. */
    private sealed interface Answer {}

    private record Text(ServiceLookup.Shifted from, String lines) implements Answer {}

    private record Refused(ServiceLookup.Refused why) implements Answer {}

    /** Answers with the playlist of a span of a service. */
    Publisher<Void> playlist(String name, AskedSpan span, HttpServerRequest request, HttpServerResponse response) {
        return Mono.fromCallable(() -> playlist(name, span, query.apply(request)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(answer -> {
                    if (answer instanceof Refused refused) {
                        return ViewerArea.refuse(response, refused.why());
                    }
                    Text text = (Text) answer;
                    text.from().shift().asks(text.from().path(), ViewerArea.player(request));
                    sayWhen(text.from(), request, response);
                    byte[] octets = text.lines().getBytes(StandardCharsets.UTF_8);
                    return ViewerArea.send(
                            Unpooled.wrappedBuffer(octets),
                            ViewerArea.isHead(request),
                            response.header(HttpHeaderNames.CONTENT_TYPE, ViewerArea.PLAYLIST)
                                    .header(HttpHeaderNames.CACHE_CONTROL, "no-cache"));
                });
    }

    private Answer playlist(String name, AskedSpan span, String token) throws IOException {
        ServiceLookup.Result found = lookup.shifted(shift.get(), name, span);
        if (found instanceof ServiceLookup.Refused refused) {
            return new Refused(refused);
        }
        ServiceLookup.Shifted from = (ServiceLookup.Shifted) found;
        Instant latest = from.at().plus(MOST_SPAN);
        Instant end = from.until().filter(latest::isAfter).orElse(latest);
        Optional<KeptSegments> segments = from.shift().segments(from.path());
        OptionalLong first = from.shift().position(from.path(), from.at());
        if (segments.isEmpty() || first.isEmpty()) {
            return noSegment(name);
        }
        OptionalLong last =
                end.isAfter(Instant.now()) ? OptionalLong.empty() : from.shift().position(from.path(), end);
        MediaPlaylist all = segments.get().playlist(from.path().serviceId(), first.getAsLong(), last);
        if (all.entries().isEmpty()) {
            return noSegment(name);
        }
        return new Text(
                from,
                span.isBeforeNow()
                        ? master(from, segments.get(), all, token)
                        : all.text(MediaPlaylist.Kind.KEPT, token));
    }

    private static Refused noSegment(String name) {
        return new Refused(new ServiceLookup.Refused(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "service " + name + ": no segment of then yet (expected: pictures or sound, a few seconds later)"));
    }

    private static String master(ServiceLookup.Shifted from, KeptSegments segments, MediaPlaylist all, String token) {
        List<MediaPlaylist.Entry> entries = all.entries();
        long bandwidth = entries.subList(Math.max(0, entries.size() - NEWEST), entries.size()).stream()
                .flatMap(entry -> segments.find(from.path().serviceId(), entry.sequence()).stream())
                .mapToLong(segment -> segment.mark().bytes()
                        * Byte.SIZE
                        * 1000
                        / Math.max(1, segment.mark().duration().toMillis()))
                .max()
                .orElse(DEFAULT_BANDWIDTH);
        return "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=" + bandwidth + "\nindex.m3u8?" + query(from)
                + (token.isEmpty() ? "" : "&" + token.substring(1)) + "\n";
    }

    /** Answers with a segment. */
    Publisher<Void> segment(String name, long number, HttpServerRequest request, HttpServerResponse response) {
        Optional<TimeShift> kept = shift.get();
        if (kept.isEmpty() || !(lookup.kept(kept.get(), name) instanceof ServiceLookup.Found found)) {
            return noSegment(number, response);
        }
        ServicePath path = found.path();
        Optional<KeptSegments> segments = kept.get().segments(path);
        Optional<KeptSegment> segment = segments.flatMap(all -> all.find(path.serviceId(), number));
        if (segments.isEmpty() || segment.isEmpty()) {
            return noSegment(number, response);
        }
        kept.get().asks(path, ViewerArea.player(request));
        String tag = "\"kept-" + number + "\"";
        if (tag.equals(request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH))) {
            return response.status(HttpResponseStatus.NOT_MODIFIED)
                    .header(HttpHeaderNames.ETAG, tag)
                    .send();
        }
        return kept.get()
                .reads()
                .read(
                        segment.get().mark().bytes(),
                        () -> segments.get().read(segment.get()).orElse(null),
                        lent -> answer(lent, number, tag, request, response),
                        () -> tooMany(response));
    }

    private static Mono<Void> answer(
            SegmentReads.Lent lent, long number, String tag, HttpServerRequest request, HttpServerResponse response) {
        ByteBuf data = lent.data();
        if (data == null) {
            return lent.isRefused() ? tooMany(response) : noSegment(number, response);
        }
        return ViewerArea.send(
                data.retain(),
                ViewerArea.isHead(request),
                response.header(HttpHeaderNames.CACHE_CONTROL, "private, max-age=60, immutable")
                        .header(HttpHeaderNames.ETAG, tag)
                        .header(HttpHeaderNames.CONTENT_TYPE, StreamAnswer.TRANSPORT_STREAM));
    }

    private static Mono<Void> noSegment(long number, HttpServerResponse response) {
        return ViewerArea.unavailable(
                response,
                HttpResponseStatus.NOT_FOUND,
                "segment: kept-" + number + " (expected: one that index.m3u8?at= has now)");
    }

    private static Mono<Void> tooMany(HttpServerResponse response) {
        return ViewerArea.unavailable(
                response,
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "segments: too many are read at once (expected: again in a moment)");
    }
}
