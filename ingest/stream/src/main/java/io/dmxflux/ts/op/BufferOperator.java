// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.dmxflux.check.Check;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * One subscription of an operator from buffers to buffers, with what Reactor expects of each: one subscription upstream, the
 * downstream's context, {@link Scannable}, and the hook for buffers that arrive after the end.
 *
 * <p>Demand and cancellation go upstream unchanged, unless an operator has demand of its own.
 */
abstract class BufferOperator implements CoreSubscriber<ByteBuf>, Subscription, Scannable {

    final CoreSubscriber<? super ByteBuf> actual;
    final BookAccount closedBytes;
    private volatile @Nullable Subscription upstream;
    private volatile boolean cancelled;

    /**
     * One subscription.
     *
     * @param actual downstream
     * @param closed where buffers are counted that come after the end
     */
    BufferOperator(CoreSubscriber<? super ByteBuf> actual, BookAccount closed) {
        this.actual = actual;
        this.closedBytes = closed;
    }

    /**
     * Puts an operator behind a source.
     *
     * @param source the upstream
     * @param subscription makes the operator's side of each subscription
     * @return the operator's output, as Reactor's hooks of assembly make it
     */
    static Flux<ByteBuf> behind(
            Flux<ByteBuf> source, Function<CoreSubscriber<? super ByteBuf>, BufferOperator> subscription) {
        return Head.of(source, subscription, null, -1);
    }

    /**
     * Puts an operator behind a source that emits on a scheduler.
     *
     * @param source the upstream
     * @param subscription makes the operator's side of each subscription
     * @param scheduler where it emits
     * @param prefetch buffers that it requests ahead of its own demand
     * @return the operator's output, as Reactor's hooks of assembly make it
     */
    static Flux<ByteBuf> behind(
            Flux<ByteBuf> source,
            Function<CoreSubscriber<? super ByteBuf>, BufferOperator> subscription,
            Scheduler scheduler,
            int prefetch) {
        return Head.of(source, subscription, scheduler, prefetch);
    }

    @Override
    public final Context currentContext() {
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
        if (key == Attr.CANCELLED) {
            return cancelled;
        }
        if (key == Attr.TERMINATED) {
            return hasTerminated();
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }

    /** Tells, from any thread, whether downstream has its terminal signal. */
    abstract boolean hasTerminated();

    @Override
    public final void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            subscribing();
            try {
                actual.onSubscribe(this);
            } catch (Throwable broken) { // against Reactive Streams 2.13; upstream would not hear of it
                cancelUpstream();
                throw broken;
            }
            subscribed();
        }
    }

    /** Returns what a request for {@code n} elements, 0 or fewer, is answered with. */
    static IllegalArgumentException invalidRequest(long n) {
        return new IllegalArgumentException("request: " + n + " (expected: more than 0, Reactive Streams 3.9)");
    }

    /** Called before downstream has its subscription: within that, an upstream without a thread may emit all it has. */
    void subscribing() {}

    /** Called once downstream has its subscription, and may have cancelled it already. */
    void subscribed() {}

    @Override
    public void request(long n) {
        requestUpstream(n);
    }

    @Override
    public void cancel() {
        cancelled = true;
        cancelUpstream();
    }

    final boolean isCancelled() {
        return cancelled;
    }

    final void requestUpstream(long n) {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.request(n);
        }
    }

    final void cancelUpstream() {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** Cancels upstream because this operator failed, and returns the error for downstream. */
    final Throwable failed(Throwable failure) {
        return Operators.onOperatorError(upstream, failure, currentContext());
    }

    /** Releases a buffer that arrives after cancellation, or after the end. */
    final void drop(ByteBuf buffer) {
        closedBytes.add(buffer.readableBytes());
        LateBuffers.drop(buffer, cancelled, currentContext());
    }

    /** What is assembled: subscribes the operator's side to its source. */
    private static final class Head extends FluxOperator<ByteBuf, ByteBuf> {

        private final Function<CoreSubscriber<? super ByteBuf>, BufferOperator> subscription;
        private final @Nullable Scheduler scheduler;
        private final int prefetch;

        private Head(
                Flux<ByteBuf> source,
                Function<CoreSubscriber<? super ByteBuf>, BufferOperator> subscription,
                @Nullable Scheduler scheduler,
                int prefetch) {
            super(Check.given(source, "buffers"));
            this.subscription = subscription;
            this.scheduler = scheduler;
            this.prefetch = prefetch;
        }

        static Flux<ByteBuf> of(
                Flux<ByteBuf> source,
                Function<CoreSubscriber<? super ByteBuf>, BufferOperator> subscription,
                @Nullable Scheduler scheduler,
                int prefetch) {
            return onAssembly(new Head(source, subscription, scheduler, prefetch));
        }

        @Override
        public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
            source.subscribe(subscription.apply(actual));
        }

        @Override
        public int getPrefetch() {
            return prefetch;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.RUN_ON) {
                return scheduler;
            }
            if (key == Attr.RUN_STYLE) {
                return scheduler == null ? Attr.RunStyle.SYNC : Attr.RunStyle.ASYNC;
            }
            return super.scanUnsafe(key);
        }
    }
}
