// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import io.dmxflux.ts.http.HttpArea;
import io.dmxflux.ts.http.PlainAnswer;
import io.dmxflux.ts.state.RelayState;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import javax.xml.stream.XMLOutputFactory;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The page at {@code /}, and its files below {@code /assets}.
 *
 * <p><b>Threading:</b> answered on the server's threads: files are in memory, and the state is asked for as the page is.
 */
public final class PageArea implements HttpArea {

    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final PageAssets assets = PageAssets.read();

    /** Made here, and not where the page is asked for: the JDK reads a file for the first one. */
    private final XMLOutputFactory writers = XMLOutputFactory.newDefaultFactory();

    private final Supplier<RelayState> state;

    /**
     * A page.
     *
     * @param state returns what is so now, for who has no JavaScript
     */
    public PageArea(Supplier<RelayState> state) {
        this.state = state;
    }

    @Override
    public void addTo(HttpServerRoutes routes) {
        HttpArea.add(routes, "/", this::page);
        HttpArea.add(routes, "/assets/{version}/{name}", this::asset);
    }

    private Publisher<Void> page(HttpServerRequest request, HttpServerResponse response) {
        byte[] html = PlainPage.of(writers, assets, state.get()).getBytes(StandardCharsets.UTF_8);
        response.header(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .header(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .header(HttpHeaderNames.CONTENT_SECURITY_POLICY, assets.securityPolicy());
        return body(request, response, html);
    }

    private Publisher<Void> asset(HttpServerRequest request, HttpServerResponse response) {
        String name = String.valueOf(request.param("name"));
        Optional<PageAsset> found =
                assets.version().equals(request.param("version")) ? assets.named(name) : Optional.empty();
        if (found.isEmpty()) {
            return PlainAnswer.refuse(
                    response,
                    HttpResponseStatus.NOT_FOUND,
                    request.fullPath() + ": not found (expected: a file of this release's page; load the page again)");
        }
        PageAsset asset = found.get();
        boolean compressed = request.requestHeaders()
                .get(HttpHeaderNames.ACCEPT_ENCODING, "")
                .contains("gzip");
        String tag = '"' + assets.version() + (compressed ? "-gzip\"" : "\"");
        response.header(HttpHeaderNames.CONTENT_TYPE, asset.type())
                .header(HttpHeaderNames.CACHE_CONTROL, FOR_EVER)
                .header(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING)
                .header(HttpHeaderNames.ETAG, tag);
        if (tag.equals(request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH))) {
            return response.status(HttpResponseStatus.NOT_MODIFIED).send();
        }
        if (compressed) {
            response.header(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        return body(request, response, compressed ? asset.compressed() : asset.plain());
    }

    private static Publisher<Void> body(HttpServerRequest request, HttpServerResponse response, byte[] octets) {
        response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(octets.length));
        return HttpMethod.HEAD.equals(request.method())
                ? response.send()
                : response.sendObject(Unpooled.wrappedBuffer(octets)).then();
    }
}
