// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A stream that emits what an actor says, and knows what was requested of it. */
final class HandFed extends Flux<ByteBuf> implements Subscription {

    final AtomicLong requested = new AtomicLong();
    volatile boolean cancelled;
    private volatile CoreSubscriber<? super ByteBuf> subscriber;

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        subscriber = actual;
        actual.onSubscribe(this);
    }

    void next(ByteBuf buffer) {
        subscriber.onNext(buffer);
    }

    void complete() {
        subscriber.onComplete();
    }

    @Override
    public void request(long n) {
        requested.addAndGet(n);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** Releases what it is given, which it requests by hand. */
    static final class Receiver extends BaseSubscriber<ByteBuf> {

        int received;
        int ended;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // the actors request
        }

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            received++;
            buffer.release();
        }

        @Override
        protected void hookOnComplete() {
            ended++;
        }

        @Override
        protected void hookOnError(Throwable failure) {
            ended += 100;
        }
    }
}
