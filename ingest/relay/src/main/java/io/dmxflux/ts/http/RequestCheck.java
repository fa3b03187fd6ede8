// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Refuses what is no request, or has a body that nothing here takes, in one line, and closes the connection. One on which
 * requests come faster than clients send them, which wait for each answer, is closed: of those that are read at once the first
 * ones are answered, as each answer costs some CPU and memory.
 *
 * <p><b>Threading:</b> the connection's event loop.
 */
final class RequestCheck extends ChannelInboundHandlerAdapter {

    static final int MOST_AT_ONCE = 2;
    static final int LONGEST_LINE = 4096;
    static final int LARGEST_HEAD = 16_384;

    private static final int LARGEST_BODY = 4096;

    private final HeadTimeout head;
    private int requests;
    private boolean closed;

    RequestCheck(HeadTimeout head) {
        this.head = head;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request && !closed) {
            head.isThere();
            if (++requests > MOST_AT_ONCE) {
                closed = true;
                context.close();
            } else {
                refusal(request).ifPresent(refusal -> refuse(context, refusal));
            }
        }
        if (message instanceof LastHttpContent) {
            head.isThere();
        }
        if (closed) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static Optional<Refusal> refusal(HttpRequest request) {
        DecoderResult result = request.decoderResult();
        if (result.isFailure()) {
            return Optional.of(ofNone(result.cause()));
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && request.headers().getAll(HttpHeaderNames.HOST).size() != 1) {
            return Optional.of(new Refusal(
                    HttpResponseStatus.BAD_REQUEST, "host: none, or several (expected: one, RFC 9112 3.2)"));
        }
        if (!isUrl(request.uri())) {
            return Optional.of(new Refusal(HttpResponseStatus.BAD_REQUEST, "URL: not one (expected: as in RFC 3986)"));
        }
        if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > LARGEST_BODY) {
            return Optional.of(new Refusal(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body: one (expected: a request without)"));
        }
        return Optional.empty();
    }

    private static boolean isUrl(String text) {
        try {
            return new URI(text.startsWith("/") ? "http://localhost" + text : text).getPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Refusal ofNone(Throwable problem) {
        if (problem instanceof TooLongHttpLineException) {
            return new Refusal(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "URL: too long (expected: at most " + LONGEST_LINE + " characters)");
        }
        return problem instanceof TooLongHttpHeaderException
                ? new Refusal(
                        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                        "headers: too large (expected: at most " + LARGEST_HEAD + " bytes)")
                : new Refusal(HttpResponseStatus.BAD_REQUEST, "request: none (expected: one of HTTP/1.1)");
    }

    private void refuse(ChannelHandlerContext context, Refusal refusal) {
        closed = true;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                refusal.status(),
                Unpooled.copiedBuffer(refusal.line() + "\n", StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        requests = 0;
        context.fireChannelReadComplete();
    }
}
