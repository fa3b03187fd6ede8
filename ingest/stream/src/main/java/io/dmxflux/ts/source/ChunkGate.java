// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.log.TsChunk;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Lets the chunks of one subscription pass until that is over, and then says when none is passing any more: the thread that emits may
 * be at it while another one cancels.
 * <pre>
 *   IDLE --onNext--&gt; PASSING --&gt; IDLE ...
 *    | cancel, end      | cancel
 *    v                  v
 *   OVER &lt;--------- LAST                    over is told on the way to OVER, once
 * </pre>
 *
 * <p><b>Demand:</b> downstream's.
 * <p><b>Discard:</b> a chunk that comes when it is over is released.
 * <p><b>Threading:</b> {@link #cancel} from any thread; over is told on that one, or on the one that is passing a chunk.
 */
final class ChunkGate implements CoreSubscriber<TsChunk>, Subscription {

    private static final int IDLE = 0;
    private static final int PASSING = 1;
    private static final int LAST = 2;
    private static final int OVER = 3;

    private final CoreSubscriber<? super TsChunk> actual;
    private final Runnable over;
    private final AtomicInteger state = new AtomicInteger();
    private volatile @Nullable Subscription upstream;

    /**
     * A gate that is open.
     *
     * @param actual downstream
     * @param over run when no chunk passes any more
     */
    ChunkGate(CoreSubscriber<? super TsChunk> actual, Runnable over) {
        this.actual = actual;
        this.over = over;
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
    public void onNext(TsChunk chunk) {
        if (!state.compareAndSet(IDLE, PASSING)) {
            chunk.release();
            return;
        }
        try {
            actual.onNext(chunk);
        } finally {
            if (!state.compareAndSet(PASSING, IDLE)) {
                state.set(OVER);
                over.run();
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        end();
        actual.onError(failure);
    }

    @Override
    public void onComplete() {
        end();
        actual.onComplete();
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
        end();
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private void end() {
        int before = state.getAndUpdate(now -> now == IDLE || now == OVER ? OVER : LAST);
        if (before == IDLE) {
            over.run();
        }
    }
}
