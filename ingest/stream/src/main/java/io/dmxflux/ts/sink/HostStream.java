// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/**
 * One stream, which goes to one sink after the other, and is refused while there is none.
 *
 * <p><b>Ownership:</b> each buffer is handed on to the sink in use, or released.
 * <p><b>Threading:</b> signals are upstream's, and serial; a sink comes and goes on any other thread, one at a time.
 * <p><b>Demand:</b> that of the sink in use; what was requested for the one before comes to it first. Without one each buffer is
 * replaced by another.
 */
final class HostStream implements CoreSubscriber<ByteBuf> {

    private final MonoSink<Void> done;
    private final Consumer<HostStream> begin;
    private final IntConsumer refuse;

    /** Buffers that were requested of upstream and have not come; those that are refused are replaced. */
    private final AtomicLong outstanding = new AtomicLong();

    /** The sending of the sink in use, which ends with this. */
    private final Disposable.Swap sending = Disposables.swap();

    private volatile @Nullable Subscription upstream;

    /** Of the sink in use, which may not have subscribed yet. */
    private volatile @Nullable Turn entered;

    /** The same, once it has. */
    private volatile @Nullable Turn turn;

    private volatile @Nullable Throwable failure;
    private volatile boolean ended;

    private volatile boolean disposed;

    /** Whether downstream has its end, or has cancelled, and the sink in use takes another stream. */
    private volatile boolean over;

    HostStream(MonoSink<Void> done, Consumer<HostStream> begin, IntConsumer refuse) {
        this.done = done;
        this.begin = begin;
        this.refuse = refuse;
    }

    @Override
    public Context currentContext() {
        return Context.of(done.contextView());
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        if (disposed) {
            subscription.cancel();
        } else {
            begin.accept(this);
        }
    }

    /** Lets go of upstream and of the sink in use. */
    void dispose() {
        disposed = true;
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
        sending.dispose();
        over = true;
    }

    void ask(long n) {
        outstanding.addAndGet(n);
        request(n);
    }

    private void request(long n) {
        Subscription subscription = upstream;
        if (n > 0 && subscription != null) {
            subscription.request(n);
        }
    }

    void enter(Sink sink) {
        Turn next = new Turn(this);
        entered = next;
        sending.replace(Mono.defer(() -> sink.send(next))
                .subscribe(nothing -> {}, error -> end(next, error), () -> end(next, null)));
    }

    /** Takes the stream away from its sink; returns how many bytes that was given. */
    long leave() {
        Turn left = turn;
        turn = null;
        entered = null;
        return left == null ? 0 : left.bytes;
    }

    private void end(Turn of, @Nullable Throwable error) {
        if (entered != of) {
            return; // the stream has left it
        }
        if (error == null) {
            succeed();
        } else {
            fail(error);
        }
    }

    /** Tells whether another stream may begin. */
    boolean isOver() {
        return over;
    }

    private void succeed() {
        over = true;
        done.success();
    }

    void fail(Throwable error) {
        over = true;
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
        done.error(error);
    }

    @Override
    public void onNext(ByteBuf buffer) {
        Turn now = turn;
        if (now == null) {
            refuse.accept(buffer.readableBytes());
            buffer.release();
            request(1);
        } else {
            outstanding.decrementAndGet();
            now.take(buffer);
        }
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
        onComplete();
    }

    @Override
    public void onComplete() {
        ended = true;
        Turn now = turn;
        if (now != null) {
            now.finish();
        } else if (failure != null) {
            fail(failure);
        } else {
            succeed();
        }
    }

    /** What one sink gets of a stream. Its demand is asked of upstream once it is the one in use. */
    private static final class Turn implements Publisher<ByteBuf>, Subscription {

        private final HostStream stream;
        private final AtomicLong pending = new AtomicLong();

        /** Buffers that were requested for the sink before, or for none, and come here. */
        private final AtomicLong carried = new AtomicLong();

        private @Nullable Subscriber<? super ByteBuf> sink;
        private final AtomicBoolean finished = new AtomicBoolean();
        private volatile boolean inUse;

        /** Written by upstream's thread. */
        private volatile long bytes;

        Turn(HostStream stream) {
            this.stream = stream;
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuf> subscriber) {
            sink = subscriber;
            subscriber.onSubscribe(this);
            if (stream.entered != this) {
                return; // the stream has left it
            }
            carried.set(stream.outstanding.get());
            stream.turn = this;
            inUse = true;
            askPending();
            if (stream.ended) {
                finish();
            }
        }

        @Override
        public void request(long n) {
            pending.addAndGet(n);
            if (inUse) {
                askPending();
            }
        }

        private void askPending() {
            if (stream.turn != this) {
                return; // the stream has left it
            }
            long wanted = pending.getAndSet(0);
            long used = Math.min(wanted, carried.getAndUpdate(left -> Math.max(0, left - wanted)));
            stream.ask(wanted - used);
        }

        void take(ByteBuf buffer) {
            bytes = bytes + buffer.readableBytes();
            Objects.requireNonNull(sink).onNext(buffer);
        }

        /** Ends it as the stream has ended. */
        void finish() {
            Throwable error = stream.failure;
            if (finished.getAndSet(true)) {
                return;
            }
            if (error == null) {
                Objects.requireNonNull(sink).onComplete();
            } else {
                Objects.requireNonNull(sink).onError(error);
            }
        }

        /** The sink tells why by the end of its sending, and the stream ends with that; unless it was left. */
        @Override
        public void cancel() {}
    }
}
