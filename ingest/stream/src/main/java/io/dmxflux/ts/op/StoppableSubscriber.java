// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Passes signals on until it is stopped.
 * <pre>
 *   IDLE --onNext--&gt; DELIVERING --delivered--&gt; IDLE
 *    | stop               | stop
 *    v                    v
 *   OVER &lt;--delivered-- STOPPING             onComplete, onError: any state --&gt; OVER
 * </pre>
 * The thread that changes to OVER signals the end.
 */
final class StoppableSubscriber extends BufferOperatorSubscriber {

    private enum State {
        IDLE,
        DELIVERING,
        STOPPING,
        OVER
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    StoppableSubscriber(CoreSubscriber<? super ByteBuf> actual) {
        super(actual);
    }

    @Override
    boolean hasTerminated() {
        return state.get() == State.OVER;
    }

    @Override
    public void onNext(ByteBuf buffer) {
        if (state.compareAndSet(State.IDLE, State.DELIVERING)) {
            actual.onNext(buffer);
            delivered();
        } else if (state.get() == State.DELIVERING) {
            actual.onNext(buffer); // asked for in the middle of the one before, on the same thread
        } else {
            drop(buffer);
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

    /** Ends it here, or leaves that to the thread that is delivering. */
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
}
