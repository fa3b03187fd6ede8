// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Subscribes a sink to a stream; Reactor's own operators on the way release what they discard. */
final class SinkMono extends Mono<Void> {

    private final Flux<ByteBuf> buffers;
    private final Function<CoreSubscriber<? super Void>, SinkSubscriber> sink;

    SinkMono(Flux<ByteBuf> buffers, Function<CoreSubscriber<? super Void>, SinkSubscriber> sink) {
        this.buffers = buffers.doOnDiscard(ByteBuf.class, SinkMono::releaseOnce);
        this.sink = sink;
    }

    /** A hook may be called twice for one element. */
    private static void releaseOnce(ByteBuf buffer) {
        if (buffer.refCnt() > 0) {
            buffer.release();
        }
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        SinkSubscriber subscriber;
        try {
            subscriber = sink.apply(actual);
        } catch (RuntimeException e) {
            Operators.error(actual, e);
            return;
        }
        buffers.subscribe(subscriber);
    }
}
