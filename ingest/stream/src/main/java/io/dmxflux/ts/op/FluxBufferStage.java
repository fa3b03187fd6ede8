// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Runs every buffer of a stream through a {@link BufferStage}, a new one for each subscriber.
 *
 * <p><b>Demand:</b> 1:1 with downstream; one more is requested in place of each buffer that made none. A last buffer at
 * completion needs no further demand, because the input that it came from has emitted nothing.
 * <p><b>Holds:</b> nothing between two signals.
 * <p><b>Discard:</b> a buffer that arrives after the end, or that a failing stage makes, is released here.
 */
final class FluxBufferStage extends FluxOperator<ByteBuf, ByteBuf> {

    private final Supplier<BufferStage> stages;

    FluxBufferStage(Flux<ByteBuf> source, Supplier<BufferStage> stages) {
        super(source);
        this.stages = stages;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new StageSubscriber(actual, stages.get()));
    }

    private static final class StageSubscriber implements CoreSubscriber<ByteBuf>, Subscription, Scannable {

        private final CoreSubscriber<? super ByteBuf> actual;
        private final BufferStage stage;

        private @Nullable Subscription upstream;
        private boolean done;

        StageSubscriber(CoreSubscriber<? super ByteBuf> actual, BufferStage stage) {
            this.actual = actual;
            this.stage = stage;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.PARENT) {
                return upstream;
            }
            if (key == Attr.ACTUAL) {
                return actual;
            }
            return key == Attr.TERMINATED ? done : null;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (Operators.validate(upstream, subscription)) {
                upstream = subscription;
                actual.onSubscribe(this);
            }
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (done) {
                buffer.release();
                return;
            }
            ByteBuf result;
            try {
                result = stage.apply(buffer);
            } catch (Throwable failure) {
                onError(Operators.onOperatorError(upstream, failure, currentContext()));
                return;
            }
            if (result != null) {
                actual.onNext(result);
            } else {
                request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (done) {
                Operators.onErrorDropped(failure, currentContext());
                return;
            }
            done = true;
            actual.onError(failure);
        }

        @Override
        public void onComplete() {
            if (done) {
                return;
            }
            ByteBuf last;
            try {
                last = stage.complete();
            } catch (Throwable failure) {
                onError(Operators.onOperatorError(failure, currentContext()));
                return;
            }
            done = true;
            if (last != null) {
                actual.onNext(last);
            }
            actual.onComplete();
        }

        @Override
        public void request(long n) {
            if (upstream != null) {
                upstream.request(n);
            }
        }

        @Override
        public void cancel() {
            if (upstream != null) {
                upstream.cancel();
            }
        }
    }
}
