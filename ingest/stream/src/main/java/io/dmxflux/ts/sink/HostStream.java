// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
 * replaced by another, and each {@value #MOST_REFUSED}th of these is requested elsewhere.
 */
final class HostStream implements CoreSubscriber<ByteBuf> {

    /** Buffers that are refused and replaced on one thread without a pause. */
    private static final int MOST_REFUSED = 64;

    private final MonoSink<Void> done;
    private final Consumer<HostStream> begin;
    private final IntConsumer refuse;
    private final Executor elsewhere;

    /** Written by upstream's thread. */
    private int refused;

    /** Buffers that were requested of upstream and have not come; those that are refused are replaced. */
    private final AtomicLong outstanding = new AtomicLong();

    private volatile @Nullable Subscription upstream;

    /** Of the sink in use, which may not have subscribed yet. Written, as {@link #turn} is, under the lock. */
    private volatile @Nullable Turn entered;

    /** The last one that was entered, also if the stream has left it. */
    private volatile @Nullable Turn last;

    /** The same, once it has. */
    private volatile @Nullable Turn turn;

    private volatile @Nullable Throwable failure;
    private volatile boolean ended;

    private volatile boolean disposed;
    private volatile @Nullable Throwable closing;

    /** Whether downstream has its end, or wants none. */
    private final AtomicBoolean told = new AtomicBoolean();

    /** Whether downstream has its end, or has cancelled, and the sink in use takes another stream. */
    private volatile boolean over;

    HostStream(MonoSink<Void> done, Consumer<HostStream> begin, IntConsumer refuse, Executor elsewhere) {
        this.elsewhere = elsewhere;
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
        told.set(true);
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
        endSending();
        over = true;
    }

    private void endSending() {
        Turn now = last;
        if (now != null) {
            now.sending.dispose();
        }
    }

    /** Notes that buffers will be requested, before {@link #request}. */
    void owe(long n) {
        outstanding.addAndGet(n);
    }

    /** Requests of upstream, which may send all its life within: never under a lock. */
    void request(long n) {
        Subscription subscription = upstream;
        if (n > 0 && subscription != null) {
            subscription.request(n);
        }
    }

    /** Makes a sink the one in use once it has subscribed, as {@link Turn#start} makes it. */
    synchronized Turn enter(Sink sink) {
        Turn next = new Turn(this, sink, last);
        entered = next;
        last = next;
        return next;
    }

    /** Takes the stream away from its sink; returns how many bytes that was given. */
    synchronized long leave() {
        Turn left = turn;
        turn = null;
        entered = null;
        return left == null ? 0 : left.bytes;
    }

    /** Makes a sink that has subscribed the one in use, unless the stream has left it. */
    private synchronized boolean use(Turn entry) {
        if (entered != entry) {
            return false;
        }
        entry.carried.set(outstanding.get());
        turn = entry;
        return true;
    }

    private void end(Turn of, @Nullable Throwable error) {
        if (entered != of) {
            return; // the stream has left it
        }
        if (error == null) {
            succeed();
        } else {
            Throwable why = closing;
            fail(why == null ? error : why);
        }
    }

    /** Tells whether another stream may begin. */
    boolean isOver() {
        return over;
    }

    private void succeed() {
        over = true;
        if (!told.getAndSet(true)) {
            done.success();
        }
    }

    /** What its end is to be from here on, whatever the sink in use makes of it that it is closed or cannot begin. */
    void closing(Throwable why) {
        closing = why;
    }

    /** Ends it as its HostSink is closed, with what {@link #closing} was given before. */
    void close() {
        fail(Objects.requireNonNull(closing));
        endSending();
    }

    void fail(Throwable error) {
        over = true;
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
        if (!told.getAndSet(true)) {
            done.error(error);
        }
    }

    @Override
    public void onNext(ByteBuf buffer) {
        Turn now = turn;
        if (now == null) {
            refuse.accept(buffer.readableBytes());
            buffer.release();
            replace();
        } else {
            outstanding.decrementAndGet();
            now.take(buffer);
        }
    }

    /** Now and then from elsewhere: an upstream that never pauses would keep its thread, which the sink may need to open. */
    private void replace() {
        if (++refused % MOST_REFUSED == 0) {
            try {
                elsewhere.execute(() -> request(1));
                return;
            } catch (RejectedExecutionException e) {
                // there is no elsewhere any more
            }
        }
        request(1);
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
    static final class Turn implements Publisher<ByteBuf>, Subscription {

        private final HostStream stream;
        private final Sink sink;

        /** Of another sink, until this one is subscribed. */
        private @Nullable Turn before;

        private final Disposable.Swap sending = Disposables.swap();
        private final AtomicLong pending = new AtomicLong();

        /** Buffers that were requested for the sink before, or for none, and come here. */
        private final AtomicLong carried = new AtomicLong();

        private @Nullable Subscriber<? super ByteBuf> subscriber;
        private final AtomicBoolean finished = new AtomicBoolean();
        private volatile boolean inUse;

        /** Written by upstream's thread. */
        private volatile long bytes;

        Turn(HostStream stream, Sink sink, @Nullable Turn before) {
            this.stream = stream;
            this.sink = sink;
            this.before = before;
        }

        /** Subscribes the sink, and lets go of the one before. Never under a lock, as {@link HostStream#request}. */
        void start() {
            sending.update(Mono.defer(() -> sink.send(this))
                    .subscribe(nothing -> {}, error -> stream.end(this, error), () -> stream.end(this, null)));
            Turn left = before;
            before = null;
            if (left != null) {
                left.sending.dispose();
            }
            if (stream.disposed) {
                sending.dispose();
            }
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuf> of) {
            subscriber = of;
            of.onSubscribe(this);
            if (!stream.use(this)) {
                return;
            }
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
            stream.owe(wanted - used);
            stream.request(wanted - used);
        }

        void take(ByteBuf buffer) {
            bytes = bytes + buffer.readableBytes();
            Objects.requireNonNull(subscriber).onNext(buffer);
        }

        /** Ends it as the stream has ended. */
        void finish() {
            Throwable error = stream.failure;
            if (finished.getAndSet(true)) {
                return;
            }
            if (error == null) {
                Objects.requireNonNull(subscriber).onComplete();
            } else {
                Objects.requireNonNull(subscriber).onError(error);
            }
        }

        /** The sink tells why by the end of its sending, and the stream ends with that; unless it was left. */
        @Override
        public void cancel() {}
    }
}
