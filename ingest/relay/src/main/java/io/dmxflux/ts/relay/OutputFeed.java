// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.book.BookAccount;
import io.dmxflux.ts.tr101290.CheckTr101290;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What a splitter hands to one output, counted. A sink that fails cancels; the feed goes on without it until it is
 * closed, so that what the output would have got stays on its account.
 *
 * <p><b>Ownership:</b> buffers are handed on; those that come after the sink's end are counted and released.
 * <p><b>Threading:</b> signals on the splitter's thread; {@link #close} from any thread.
 * <p><b>Demand:</b> the sink's; unbounded after its end, so that an output that failed never stops the input.
 */
final class OutputFeed {

    private final BookAccount refused = new BookAccount();
    private final BookAccount closedBytes = new BookAccount();
    private final CheckTr101290 indicators;
    private volatile boolean closed;
    private volatile @Nullable Subscription upstream;

    OutputFeed(CheckTr101290 indicators) {
        this.indicators = indicators;
    }

    /**
     * Counts a stream.
     *
     * @param batches for one subscriber, once
     * @return the same batches
     */
    Flux<ByteBuf> of(Flux<ByteBuf> batches) {
        return batches.transform(Operators.<ByteBuf, ByteBuf>lift((source, sink) -> new Handover(sink)));
    }

    /** Returns what has come after the sink failed. */
    BookAccount refused() {
        return refused;
    }

    /** Returns what has come after {@link #close}. */
    BookAccount closed() {
        return closedBytes;
    }

    /** Lets go of the splitter, at once if the sink has ended, and with it otherwise. */
    void close() {
        closed = true;
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private final class Handover implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> sink;
        private volatile boolean sinkEnded;

        Handover(CoreSubscriber<? super ByteBuf> sink) {
            this.sink = sink;
        }

        @Override
        public Context currentContext() {
            return sink.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            sink.onSubscribe(this);
        }

        @Override
        public void onNext(ByteBuf batch) {
            if (sinkEnded) {
                (closed ? closedBytes : refused).add(batch.readableBytes());
                batch.release();
            } else {
                indicators.add(batch);
                sink.onNext(batch);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!sinkEnded) {
                sink.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!sinkEnded) {
                sink.onComplete();
            }
        }

        @Override
        public void request(long n) {
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.request(n);
            }
        }

        /** By the sink: it has failed, or is disposed of by {@link #close}'s caller. */
        @Override
        public void cancel() {
            sinkEnded = true;
            Subscription subscription = upstream;
            if (subscription == null) {
                return;
            }
            if (closed) {
                subscription.cancel();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }
    }
}
