// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;

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

    private FluxBufferStage(Flux<ByteBuf> source, Supplier<BufferStage> stages) {
        super(source);
        this.stages = stages;
    }

    static Flux<ByteBuf> of(Flux<ByteBuf> source, Supplier<BufferStage> stages) {
        return onAssembly(new FluxBufferStage(source, stages));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : super.scanUnsafe(key);
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new StageSubscriber(actual, stages.get()));
    }

    private static final class StageSubscriber extends BufferOperatorSubscriber {

        private final BufferStage stage;
        private volatile boolean done;

        StageSubscriber(CoreSubscriber<? super ByteBuf> actual, BufferStage stage) {
            super(actual);
            this.stage = stage;
        }

        @Override
        boolean hasTerminated() {
            return done;
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (done) {
                drop(buffer);
                return;
            }
            ByteBuf result;
            try {
                result = stage.apply(buffer);
            } catch (Throwable failure) {
                onError(failed(failure));
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
    }
}
