// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * An operator without a queue: a buffer in, at most one buffer out.
 *
 * <p><b>Ownership:</b> {@link #apply} takes over the buffer, and its caller the result. If it throws, it has released the
 * buffer. Between two calls nothing is held, so there is nothing to release on cancel.
 * <p><b>Threading:</b> one call at a time.
 * <p><b>Demand:</b> 1:1 with downstream; one more is requested in place of each buffer that made none. A last buffer at
 * completion needs no further demand, because the input that it came from has emitted nothing.
 * <p><b>Discard:</b> a buffer that arrives after the end is released.
 */
abstract class BufferStage extends BufferOperator {

    private volatile boolean done;

    BufferStage(CoreSubscriber<? super ByteBuf> actual, BookAccount closed) {
        super(actual, closed);
    }

    /**
     * Takes the next buffer of the stream.
     *
     * @param buffer the buffer, now owned by the stage
     * @return the buffer to emit, which may be the same one; {@code null} to emit nothing yet
     */
    abstract @Nullable ByteBuf apply(ByteBuf buffer);

    /**
     * Called when the stream has completed.
     *
     * @return a last buffer to emit, allowed only if the call of {@link #apply} before, if any, returned {@code null};
     *     otherwise {@code null}
     */
    @Nullable
    ByteBuf complete() {
        return null;
    }

    /** Called when the stream has failed: what is held is not passed on. */
    void ended() {}

    @Override
    final boolean hasTerminated() {
        return done;
    }

    @Override
    public final void onNext(ByteBuf buffer) {
        if (done) {
            drop(buffer);
            return;
        }
        ByteBuf result;
        try {
            result = apply(buffer);
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
    public final void onError(Throwable failure) {
        if (done) {
            Operators.onErrorDropped(failure, currentContext());
            return;
        }
        done = true;
        ended();
        actual.onError(failure);
    }

    @Override
    public final void onComplete() {
        if (done) {
            return;
        }
        ByteBuf last;
        try {
            last = complete();
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
