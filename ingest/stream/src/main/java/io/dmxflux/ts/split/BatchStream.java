// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The batches of one output as its one subscriber sees them: its demand, and what it is told.
 *
 * <p><b>Threading:</b> {@link #subscribe}, request and cancel from any thread; everything else on the splitter's.
 */
final class BatchStream extends Flux<ByteBuf> implements Scannable {

    private final String name;
    private final Runnable wakeUp;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicBoolean endSignalled = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();
    private volatile @Nullable CoreSubscriber<? super ByteBuf> actual;
    private volatile @Nullable Throwable invalidRequest;
    private volatile boolean blocked;
    private volatile boolean cancelled;
    private volatile boolean ended;

    /** Written before {@link #ended}. */
    private @Nullable Throwable failure;

    /**
     * A stream without a subscriber.
     *
     * @param name for messages
     * @param wakeUp has the splitter serve the output soon, from any thread
     */
    BatchStream(String name, Runnable wakeUp) {
        this.name = name;
        this.wakeUp = wakeUp;
    }

    Flux<ByteBuf> assembled() {
        return onAssembly(this);
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
        if (!subscribed.compareAndSet(false, true)) {
            Operators.error(
                    subscriber, new IllegalStateException(name + ": has a subscriber already (expected: one, once)"));
            return;
        }
        try {
            subscriber.onSubscribe(new Demand(subscriber));
        } catch (RuntimeException | Error e) { // it has had its one subscriber: the input is not to wait for it
            cancelled = true;
            wakeUp.run();
            throw e;
        }
        actual = subscriber;
        signalEnd();
        wakeUp.run();
    }

    boolean isSubscribed() {
        return actual != null;
    }

    boolean isCancelled() {
        return cancelled;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Tells whether nothing can leave before the next request, which wakes the splitter, or ever. */
    boolean isBlocked() {
        return ended || blocked || actual == null;
    }

    /** Returns the error of a request of 0 or fewer, while the subscriber can be told. */
    @Nullable
    Throwable invalidRequest() {
        return actual == null || ended ? null : invalidRequest;
    }

    /** Consumes demand of one; after false, the next request wakes the splitter. */
    boolean takeDemand() {
        if (actual == null || cancelled) {
            return false;
        }
        if (demand.get() == 0) {
            blocked = true;
            if (demand.get() == 0) {
                return false;
            }
            blocked = false;
        }
        demand.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
        return true;
    }

    /** Hands over a batch, for which {@link #takeDemand} has consumed demand; throws what the subscriber does. */
    void emit(ByteBuf batch) {
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        if (subscriber == null) {
            batch.release();
        } else {
            subscriber.onNext(batch);
        }
    }

    /** Ends the stream, with an error if there is one; a subscriber that has cancelled is not told. */
    void end(@Nullable Throwable cause) {
        failure = cause;
        ended = true;
        signalEnd();
    }

    /** Ends the stream at once with an error that is not the input's; without a subscriber it goes to Reactor's hook. */
    void fail(Throwable cause) {
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        boolean over = ended || cancelled || subscriber == null || Exceptions.isFatal(cause);
        cancelled |= over;
        end(cause);
        if (over) {
            Operators.onErrorDropped(cause, subscriber == null ? Context.empty() : subscriber.currentContext());
        }
    }

    /** Called once, by the thread that ends the stream or by one that subscribes after the end. */
    private void signalEnd() {
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        if (!ended || cancelled || subscriber == null || !endSignalled.compareAndSet(false, true)) {
            return;
        }
        Throwable cause = failure;
        try {
            if (cause == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(cause);
            }
        } catch (Throwable e) { // the other outputs have to end as well
            Operators.onErrorDropped(e, subscriber.currentContext());
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // as Scannable declares it
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.NAME) {
            return name;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    /** The subscription; from any thread. */
    private final class Demand implements Subscription, Scannable {

        private final CoreSubscriber<? super ByteBuf> subscriber;

        Demand(CoreSubscriber<? super ByteBuf> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                invalidRequest = new IllegalArgumentException(
                        name + ": request: " + n + " (expected: more than 0, Reactive Streams 3.9)");
                wakeUp.run();
                return;
            }
            demand.accumulateAndGet(n, Operators::addCap);
            if (blocked) {
                blocked = false;
                wakeUp.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            wakeUp.run();
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.ACTUAL) {
                return subscriber;
            }
            if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
                return demand.get();
            }
            if (key == Attr.TERMINATED) {
                return ended && !cancelled;
            }
            if (key == Attr.ERROR) {
                return ended ? failure : null;
            }
            return key == Attr.CANCELLED ? (Object) cancelled : null;
        }
    }
}
