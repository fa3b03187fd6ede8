// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A publisher that publishes what it is told to, whatever was asked of it, and costs nothing. */
final class HandFed<T> implements Publisher<T>, Subscription {

    private @Nullable Subscriber<? super T> subscriber;

    @Override
    public void subscribe(Subscriber<? super T> actual) {
        subscriber = actual;
        actual.onSubscribe(this);
    }

    void next(T value) {
        Subscriber<? super T> present = subscriber;
        if (present != null) {
            present.onNext(value);
        }
    }

    @Override
    public void request(long n) {
        // fed by hand
    }

    @Override
    public void cancel() {
        subscriber = null;
    }
}
