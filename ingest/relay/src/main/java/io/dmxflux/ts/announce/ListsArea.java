// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.http.HttpArea;
import io.dmxflux.ts.http.PlainAnswer;
import io.dmxflux.ts.text.Json;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Lists what is served by HTTP, for players and media centres.
 * <pre>
 *   /playlist.m3u        M3U of /services/PATH.ts; with ?hls of /services/PATH/index.m3u8
 *   /epg.xml             XMLTV
 *   /discover.json       a tuner of the kind HDHomeRun, if all is public: who reads it can send no token
 *   /lineup.json
 *   /lineup_status.json
 * </pre>
 *
 * <p><b>Threading:</b> any; the guide is decoded and written on a thread that may take its time.
 * <p><b>Source:</b> what VLC, Kodi's IPTV Simple Client, Jellyfin and Plex document, or read.
 */
public final class ListsArea implements HttpArea {

    private static final String PLAYLIST = "/playlist.m3u";
    private static final String GUIDE = "/epg.xml";
    private static final String DISCOVER = "/discover.json";
    private static final String LINEUP = "/lineup.json";
    private static final String LINEUP_STATUS = "/lineup_status.json";

    private static final String M3U_TYPE = "audio/x-mpegurl; charset=utf-8";
    private static final String XML_TYPE = "application/xml; charset=utf-8";
    private static final String JSON_TYPE = "application/json";

    private final Supplier<ServedGuide> served;
    private final ListedUrls urls;
    private final Predicate<HttpServerRequest> isPublic;
    private final String host;

    /**
     * Lists of what is served.
     *
     * @param served asked with each request
     * @param urls makes the URLs in them
     * @param isPublic tells whether everybody may look: only then there is the tuner
     * @param host the name of this machine, by which the tuner is known
     */
    public ListsArea(
            Supplier<ServedGuide> served, ListedUrls urls, Predicate<HttpServerRequest> isPublic, String host) {
        this.served = served;
        this.urls = urls;
        this.isPublic = isPublic;
        this.host = host;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        HttpArea.add(routes, PLAYLIST, this::playlist);
        HttpArea.add(routes, GUIDE, this::guide);
        HttpArea.add(routes, DISCOVER, ofTuner(this::discover));
        HttpArea.add(routes, LINEUP, ofTuner(this::lineup));
        HttpArea.add(routes, LINEUP_STATUS, ofTuner((request, response) -> json(response, HdHomeRun.Status.IDLE)));
    }

    private Publisher<Void> playlist(HttpServerRequest request, HttpServerResponse response) {
        boolean hls = new QueryStringDecoder(request.uri()).parameters().containsKey("hls");
        String guide = urls.of(request, GUIDE);
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("url-tvg", guide);
        attributes.put("x-tvg-url", guide);
        M3u list = new M3u(attributes);
        for (ServedService service : served.get().services()) {
            list.entry(attributes(service), service.title(), urls.of(request, path(service, hls)));
        }
        return send(response, M3U_TYPE, list.toString());
    }

    private static String path(ServedService service, boolean hls) {
        return "/services/" + service.path() + (hls ? "/index.m3u8" : ".ts");
    }

    private static Map<String, String> attributes(ServedService service) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("tvg-id", service.channelId());
        attributes.put("tvg-name", service.title());
        Integer number = service.number();
        if (number != null) {
            attributes.put("tvg-chno", number.toString());
        }
        if (!service.provider().isBlank()) {
            attributes.put("group-title", service.provider().replace(';', ' '));
        }
        if (service.radio()) {
            attributes.put("radio", "true");
        }
        return attributes;
    }

    private Publisher<Void> guide(HttpServerRequest request, HttpServerResponse response) {
        response.header(HttpHeaderNames.CONTENT_TYPE, XML_TYPE).header(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        return isHead(response)
                ? response.send()
                : response.sendByteArray(Flux.defer(this::guide).subscribeOn(Schedulers.boundedElastic()));
    }

    private Flux<byte[]> guide() {
        ServedGuide now = served.get();
        return XmltvGuide.pieces(now, LocalTime.of(now.guides(), ZoneId.systemDefault(), Instant.now()));
    }

    private Publisher<Void> discover(HttpServerRequest request, HttpServerResponse response) {
        String lineup = urls.of(request, LINEUP);
        String base = lineup.substring(0, lineup.indexOf(LINEUP));
        return json(response, HdHomeRun.device(host, base, lineup));
    }

    private Publisher<Void> lineup(HttpServerRequest request, HttpServerResponse response) {
        List<HdHomeRun.Channel> channels =
                HdHomeRun.lineup(served.get().services(), service -> urls.of(request, path(service, false)));
        return json(response, channels);
    }

    private BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> ofTuner(
            BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer) {
        return (request, response) -> isPublic.test(request)
                ? answer.apply(request, response)
                : PlainAnswer.refuse(
                        response,
                        HttpResponseStatus.NOT_FOUND,
                        request.fullPath() + ": not served (expected: http-public, as no media centre sends a token)");
    }

    private static Publisher<Void> json(HttpServerResponse response, Object value) {
        return send(response, JSON_TYPE, Json.of(value));
    }

    private static Publisher<Void> send(HttpServerResponse response, String type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
        return isHead(response) ? response.send() : response.sendObject(Unpooled.wrappedBuffer(bytes));
    }

    private static boolean isHead(HttpServerResponse response) {
        return response instanceof HttpServerRequest request && request.method().equals(HttpMethod.HEAD);
    }
}
