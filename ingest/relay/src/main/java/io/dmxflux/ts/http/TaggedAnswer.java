// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A text with a tag: a client that has it already is answered that nothing has changed. */
public final class TaggedAnswer {

    private static final String ASKED_EACH_TIME = "no-cache";

    private TaggedAnswer() {}

    /**
     * Answers with it, or with 304.
     *
     * @param request who asks
     * @param response where to
     * @param tag of the text as it is now, without quotes
     * @param type its media type
     * @param text makes it, if it is wanted
     * @return completes when it is sent
     */
    public static Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, String tag, String type, Supplier<byte[]> text) {
        String quoted = '"' + tag + '"';
        response.header(HttpHeaderNames.ETAG, quoted).header(HttpHeaderNames.CACHE_CONTROL, ASKED_EACH_TIME);
        return quoted.equals(request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH))
                ? response.status(HttpResponseStatus.NOT_MODIFIED).send()
                : whole(request, response, type, text.get());
    }

    /**
     * Answers with a text, without a tag.
     *
     * @param request who asks
     * @param response where to
     * @param type its media type
     * @param text what is sent; to {@code HEAD} its length alone is
     * @return completes when it is sent
     */
    public static Publisher<Void> whole(
            HttpServerRequest request, HttpServerResponse response, String type, byte[] text) {
        response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(text.length));
        return HttpMethod.HEAD.equals(request.method())
                ? response.send()
                : response.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(text)));
    }
}
