// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Passes signals on until it is stopped.
 * <pre>
 *   IDLE --onNext--&gt; DELIVERING --delivered--&gt; IDLE
 *    | stop               | stop
 *    v                    v
 *   OVER &lt;--delivered-- STOPPING             onComplete, onError: any state --&gt; OVER
 * </pre>
 * Whoever changes to OVER signals the end.
 */
final class StoppableSubscriber implements CoreSubscriber<ByteBuf>, Subscription {

    private enum State {
        IDLE,
        DELIVERING,
        STOPPING,
        OVER
    }

    private final CoreSubscriber<? super ByteBuf> actual;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private volatile @Nullable Subscription upstream;

    StoppableSubscriber(CoreSubscriber<? super ByteBuf> actual) {
        this.actual = actual;
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
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
        if (state.compareAndSet(State.IDLE, State.DELIVERING)) {
            actual.onNext(buffer);
            delivered();
        } else if (state.get() == State.DELIVERING) {
            actual.onNext(buffer); // asked for in the middle of the one before, on the same thread
        } else {
            buffer.release();
        }
    }

    private void delivered() {
        if (!state.compareAndSet(State.DELIVERING, State.IDLE) && state.compareAndSet(State.STOPPING, State.OVER)) {
            actual.onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (state.getAndSet(State.OVER) == State.OVER) {
            Operators.onErrorDropped(failure, currentContext());
        } else {
            actual.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        if (state.getAndSet(State.OVER) != State.OVER) {
            actual.onComplete();
        }
    }

    /** Ends it here, or leaves that to whoever is delivering. */
    void stop() {
        cancel();
        State before = state.getAndUpdate(now -> switch (now) {
            case IDLE -> State.OVER;
            case DELIVERING -> State.STOPPING;
            default -> now;
        });
        if (before == State.IDLE) {
            actual.onComplete();
        }
    }

    @Override
    public void request(long n) {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.request(n);
        }
    }

    @Override
    public void cancel() {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
