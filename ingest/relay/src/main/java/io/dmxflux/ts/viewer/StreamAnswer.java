// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** The answer that has no end of its own: a transport stream to one viewer, until its connection closes. */
final class StreamAnswer {

    static final String TRANSPORT_STREAM = "video/mp2t";
    static final String NO_STORE = "no-store";

    private StreamAnswer() {}

    static HttpServerResponse head(HttpServerResponse response) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, TRANSPORT_STREAM)
                .header(HttpHeaderNames.CACHE_CONTROL, NO_STORE)
                .keepAlive(false)
                .chunkedTransfer(false);
    }

    /**
     * Sends a stream.
     *
     * @param join makes a viewer of the connection; empty if there are as many as there may be
     * @param refuse answers then
     */
    static Mono<Void> send(
            HttpServerResponse response, Function<Channel, Optional<Viewer>> join, Supplier<Mono<Void>> refuse) {
        return Mono.<Connection>create(sink -> response.withConnection(sink::success))
                .flatMap(connection -> {
                    Optional<Viewer> joined = join.apply(connection.channel());
                    if (joined.isEmpty()) {
                        return refuse.get();
                    }
                    Viewer viewer = joined.get();
                    head(response);
                    connection.addHandlerLast(new Writability(viewer));
                    // it may be closed before anything is sent to it
                    connection.channel().closeFuture().addListener(closed -> viewer.cancel());
                    return response.send(viewer, batch -> true).then();
                });
    }

    /** Tells a viewer when its connection takes more. */
    private static final class Writability extends ChannelInboundHandlerAdapter {

        private final Viewer viewer;

        Writability(Viewer viewer) {
            this.viewer = viewer;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            viewer.send();
            context.fireChannelWritabilityChanged();
        }
    }
}
