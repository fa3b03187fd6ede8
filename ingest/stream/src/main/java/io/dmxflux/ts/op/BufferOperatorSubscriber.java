// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What every operator on buffers owes to Reactor: one subscription upstream, the downstream's context, its place among its
 * neighbours for {@link Scannable}, and what becomes of a buffer that comes too late.
 *
 * <p>Demand and cancellation are passed on as they are, unless an operator has demand of its own.
 */
abstract class BufferOperatorSubscriber implements CoreSubscriber<ByteBuf>, Subscription, Scannable {

    final CoreSubscriber<? super ByteBuf> actual;
    private volatile @Nullable Subscription upstream;
    private volatile boolean cancelled;

    BufferOperatorSubscriber(CoreSubscriber<? super ByteBuf> actual) {
        this.actual = actual;
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

    /** Tells, from any thread, whether downstream has been told the end. */
    abstract boolean hasTerminated();

    @Override
    public final void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            actual.onSubscribe(this);
            subscribed();
        }
    }

    /** Makes the first request, for operators with demand of their own; downstream may have cancelled. */
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

    /** Cancels upstream for an error of this operator's, and returns what downstream is to be told. */
    final Throwable failed(Throwable failure) {
        return Operators.onOperatorError(upstream, failure, currentContext());
    }

    /** Lets go of a buffer that comes after cancellation, as happens, or after the end, of which Reactor's hook is told. */
    final void drop(ByteBuf buffer) {
        try {
            if (!cancelled) {
                Operators.onNextDropped(buffer, currentContext());
            }
        } finally {
            releaseOnce(buffer);
        }
    }

    /** The hook may have done so. */
    private static void releaseOnce(ByteBuf buffer) {
        if (buffer.refCnt() > 0) {
            buffer.release();
        }
    }
}
