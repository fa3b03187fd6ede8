// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.op.LateBuffers;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * A stream on its way into a sink: subscribes a sink's end to it for each subscriber of the result.
 *
 * <p><b>Discard:</b> Reactor's own operators upstream release what they discard.
 */
final class SinkMono extends Mono<Void> {

    /** Makes the end of a stream. */
    interface Start {

        /**
         * Makes it, for one subscriber of the result.
         *
         * @param actual that subscriber
         * @return the end of the stream
         * @throws IOException if the sink cannot take a stream; an error of the result
         */
        SinkSubscriber end(CoreSubscriber<? super Void> actual) throws IOException;
    }

    private final Flux<ByteBuf> buffers;
    private final Start sink;

    private SinkMono(Flux<ByteBuf> buffers, Start sink) {
        this.buffers = buffers;
        this.sink = sink;
    }

    /**
     * Subscribes a sink to a stream when the result is subscribed to.
     *
     * @param buffers the stream
     * @param sink creates the subscriber; an exception is an error of the result
     * @return completes when the sink does; with Reactor's assembly hooks applied
     */
    static Mono<Void> of(Publisher<? extends ByteBuf> buffers, Start sink) {
        Flux<ByteBuf> released = Flux.<ByteBuf>from(Check.given(buffers, "buffers"))
                .doOnDiscard(ByteBuf.class, LateBuffers::releaseOnce);
        return onAssembly(new SinkMono(released, sink));
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        SinkSubscriber subscriber;
        try {
            subscriber = sink.end(actual);
        } catch (IOException | RuntimeException e) {
            Operators.error(actual, e);
            return;
        }
        buffers.subscribe(subscriber);
    }
}
