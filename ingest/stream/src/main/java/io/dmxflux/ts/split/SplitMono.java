// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** The completion of a stream that is split, which is subscribed to when this is; see {@link MultiplexSplitter#split}. */
final class SplitMono extends Mono<Void> implements Scannable {

    private final Flux<ByteBuf> packets;
    private final SplitterLoop loop;
    private final AtomicBoolean taken;

    /**
     * A stream that is not subscribed to yet.
     *
     * @param packets the stream
     * @param loop the splitter
     * @param taken whether the loop has a stream already; set with the first subscriber
     */
    SplitMono(Flux<ByteBuf> packets, SplitterLoop loop, AtomicBoolean taken) {
        this.packets = packets;
        this.loop = loop;
        this.taken = taken;
    }

    /** Returns this with Reactor's assembly hooks applied. */
    Mono<Void> assembled() {
        return onAssembly(this);
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> subscriber) {
        if (!taken.compareAndSet(false, true)) {
            Operators.error(
                    subscriber,
                    new IllegalStateException(
                            "split: has a subscriber already (expected: one, once; another stream needs"
                                    + " another splitter)"));
            return;
        }
        InputSubscriber input = new InputSubscriber(subscriber, loop);
        loop.onEnd(input::signalEnd);
        subscriber.onSubscribe(input);
        packets.subscribe(input);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Scannable declares it
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return packets;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    /** Between upstream, whose signals are serial on any thread, and the subscriber. */
    private static final class InputSubscriber implements CoreSubscriber<ByteBuf>, Subscription, Scannable {

        private final CoreSubscriber<? super Void> actual;
        private final SplitterLoop loop;
        private volatile @Nullable Subscription subscription;
        private volatile boolean cancelled;
        private volatile boolean terminated;

        InputSubscriber(CoreSubscriber<? super Void> actual, SplitterLoop loop) {
            this.actual = actual;
            this.loop = loop;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription given) {
            if (Operators.validate(subscription, given)) {
                subscription = given;
                loop.subscribed(given);
            }
        }

        @Override
        public void onNext(ByteBuf buffer) {
            loop.arrived(buffer);
        }

        @Override
        public void onError(Throwable cause) {
            loop.completed(cause);
        }

        @Override
        public void onComplete() {
            loop.completed(null);
        }

        void signalEnd(@Nullable Throwable cause) {
            if (cancelled) {
                return;
            }
            terminated = true;
            try {
                if (cause == null) {
                    actual.onComplete();
                } else {
                    actual.onError(cause);
                }
            } catch (Throwable e) { // outputs may still have batches to send
                Operators.onErrorDropped(e, currentContext());
            }
        }

        @Override
        public void request(long n) {
            // a Mono without a value: only the terminal signal
        }

        @Override
        public void cancel() {
            cancelled = true;
            loop.cancel();
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.PARENT) {
                return subscription;
            }
            if (key == Attr.ACTUAL) {
                return actual;
            }
            if (key == Attr.PREFETCH) {
                return SplitterLoop.BUFFERS_AHEAD;
            }
            if (key == Attr.TERMINATED) {
                return terminated;
            }
            return key == Attr.CANCELLED ? (Object) cancelled : null;
        }
    }
}
