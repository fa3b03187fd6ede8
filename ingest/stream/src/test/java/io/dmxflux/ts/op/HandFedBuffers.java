// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** A stream that emits what a test says, on the thread that says so, and knows what was requested of it. */
public final class HandFedBuffers extends Flux<ByteBuf> implements Subscription {

    private final AtomicLong requested = new AtomicLong();
    private volatile boolean cancelled;
    private volatile @Nullable CoreSubscriber<? super ByteBuf> subscriber;

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        subscriber = actual;
        actual.onSubscribe(this);
    }

    private CoreSubscriber<? super ByteBuf> subscriber() {
        CoreSubscriber<? super ByteBuf> actual = subscriber;
        if (actual == null) {
            throw new IllegalStateException("subscriber: none (expected: one)");
        }
        return actual;
    }

    /** Hands over a buffer. */
    public void next(ByteBuf buffer) {
        subscriber().onNext(buffer);
    }

    /** Ends the stream. */
    public void complete() {
        subscriber().onComplete();
    }

    /** Buffers asked for so far. */
    public long requested() {
        return requested.get();
    }

    /** Whether it was cancelled. */
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void request(long n) {
        requested.addAndGet(n);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
