// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.pool.Lending;
import io.dmxflux.packet.MemoryHold;
import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Hands buffers over to a Scheduler's threads: {@code publishOn} for elements that must be released.
 *
 * <p>Reactor's drops what its queue holds when it is cancelled while its task is scheduled and has not begun: the worker is
 * disposed, the task never runs, and no other thread looks. Here any thread can empty the queue: one that cancels, or finds the
 * worker shut down, takes over the turn from a task that has not begun, and releases what is queued.
 */
final class EmitOn extends FluxOperator<ByteBuf, ByteBuf> {

    private final Scheduler scheduler;
    private final IntSupplier prefetch;

    EmitOn(Flux<? extends ByteBuf> source, Scheduler scheduler, IntSupplier prefetch) {
        super(source);
        this.scheduler = scheduler;
        this.prefetch = prefetch;
    }

    @Override
    public int getPrefetch() {
        return prefetch.getAsInt();
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        Scheduler.Worker worker;
        try {
            worker = scheduler.createWorker();
        } catch (RuntimeException e) {
            Operators.error(actual, Operators.onOperatorError(e, actual.currentContext()));
            return;
        }
        source.subscribe(new HandOff(actual, scheduler, worker, getPrefetch()));
    }

    @Override
    @SuppressWarnings("rawtypes") // as Scannable declares it
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.RUN_ON) {
            return scheduler;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : super.scanUnsafe(key);
    }

    /**
     * One subscription. The queue is emptied by the thread that has the turn:
     * <pre>
     *   IDLE --signal--&gt; SCHEDULED --the task begins, or is overtaken--&gt; RUNNING --nothing left--&gt; IDLE
     *                                                    signal: RUNNING --&gt; AGAIN --&gt; RUNNING
     * </pre>
     */
    private static final class HandOff implements CoreSubscriber<ByteBuf>, Subscription, Runnable, Scannable {

        private static final AtomicIntegerFieldUpdater<HandOff> TURN =
                AtomicIntegerFieldUpdater.newUpdater(HandOff.class, "turn");
        private static final AtomicLongFieldUpdater<HandOff> REQUESTED =
                AtomicLongFieldUpdater.newUpdater(HandOff.class, "requested");

        private static final int IDLE = 0;
        private static final int SCHEDULED = 1;
        private static final int RUNNING = 2;
        private static final int AGAIN = 3;

        private final CoreSubscriber<? super ByteBuf> actual;
        private final Scheduler scheduler;
        private final Scheduler.Worker worker;
        private final int prefetch;
        private final int limit;
        private final Queue<ByteBuf> queue;
        private @Nullable Subscription upstream;
        private volatile int turn;
        private volatile long requested;
        private volatile boolean cancelled;
        private volatile boolean done;
        private volatile @Nullable Throwable rejection;
        private @Nullable Throwable error;
        private int consumed;
        private boolean ended;

        HandOff(CoreSubscriber<? super ByteBuf> actual, Scheduler scheduler, Scheduler.Worker worker, int prefetch) {
            this.actual = actual;
            this.scheduler = scheduler;
            this.worker = worker;
            this.prefetch = prefetch;
            limit = prefetch - (prefetch >> 2);
            queue = Queues.<ByteBuf>get(prefetch).get();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (Operators.validate(upstream, subscription)) {
                upstream = subscription;
                actual.onSubscribe(this);
                subscription.request(prefetch);
            }
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (cancelled || done) {
                buffer.release();
            } else if (queue.offer(Lending.touch(buffer, "waits in emitOn()"))) {
                signal();
            } else {
                buffer.release();
                cancelUpstream();
                onError(Exceptions.failWithOverflow("emitOn: more than the " + prefetch + " buffers requested"));
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (done) {
                Operators.onErrorDropped(failure, currentContext());
                return;
            }
            error = failure;
            done = true;
            signal();
        }

        @Override
        public void onComplete() {
            done = true;
            signal();
        }

        @Override
        public void request(long n) {
            if (n > 0) {
                Operators.addCap(REQUESTED, this, n);
            } else {
                rejection = DmxSubscription.badRequest(n);
            }
            signal();
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                cancelUpstream();
                worker.dispose();
                takeTurn();
            }
        }

        private void cancelUpstream() {
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.cancel();
            }
        }

        /** There is something to look at: a buffer, demand, an end. */
        private void signal() {
            int now;
            do {
                now = turn;
                if (now == AGAIN || now == SCHEDULED && !scheduler.isDisposed()) {
                    return;
                }
            } while (!TURN.compareAndSet(this, now, now == RUNNING ? AGAIN : SCHEDULED));
            if (now != RUNNING) {
                schedule();
            }
        }

        private void schedule() {
            if (!cancelled) {
                try {
                    worker.schedule(this);
                    return;
                } catch (RejectedExecutionException e) {
                    rejection = cancelled ? null : Operators.onRejectedExecution(e, currentContext());
                }
            }
            takeTurn();
        }

        /** The task, unless another thread has been quicker. */
        @Override
        public void run() {
            if (TURN.compareAndSet(this, SCHEDULED, RUNNING)) {
                drain();
            }
        }

        /** Drains on this thread, or has the thread that is draining look again. */
        private void takeTurn() {
            int now;
            do {
                now = turn;
            } while (!TURN.compareAndSet(this, now, now == RUNNING || now == AGAIN ? AGAIN : RUNNING));
            if (now == IDLE || now == SCHEDULED) {
                drain();
            }
        }

        private void drain() {
            Throwable broken = null;
            do {
                turn = RUNNING; // before looking: a signal that comes after the look then finds it so
                Throwable thrown = emit();
                broken = thrown == null ? broken : thrown;
            } while (!TURN.compareAndSet(this, RUNNING, IDLE));
            if (broken != null) {
                Exceptions.throwIfJvmFatal(broken);
            }
        }

        /** Emits what is queued and requested; returns what the subscriber threw, which ends the subscription. */
        private @Nullable Throwable emit() {
            while (!ended && !cancelled && rejection == null) {
                boolean last = done; // before polling: what was queued before the end is emitted before it
                if (requested == 0 && !(last && queue.isEmpty())) {
                    return null;
                }
                ByteBuf buffer = queue.poll();
                if (buffer == null) {
                    return last ? end(error) : null;
                }
                if (MemoryHold.isTakenBack(buffer)) { // while it waited
                    buffer.release();
                    replenish();
                    continue;
                }
                try {
                    actual.onNext(buffer);
                } catch (Throwable thrown) {
                    cancelUpstream();
                    end(thrown);
                    return thrown;
                }
                Operators.produced(REQUESTED, this, 1);
                replenish();
            }
            if (!ended && !cancelled) {
                cancelUpstream();
                end(rejection);
            }
            releaseAll();
            return null;
        }

        private void replenish() {
            Subscription subscription = upstream;
            if (++consumed == limit && subscription != null) {
                consumed = 0;
                subscription.request(limit);
            }
        }

        private @Nullable Throwable end(@Nullable Throwable failure) {
            ended = true;
            done = true;
            releaseAll();
            try {
                if (failure == null) {
                    actual.onComplete();
                } else if (!Exceptions.isJvmFatal(failure)) {
                    actual.onError(failure);
                }
            } finally {
                worker.dispose();
            }
            return null;
        }

        private void releaseAll() {
            for (ByteBuf buffer = queue.poll(); buffer != null; buffer = queue.poll()) {
                buffer.release();
            }
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.PARENT) {
                return upstream;
            } else if (key == Attr.ACTUAL) {
                return actual;
            } else if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
                return requested;
            } else if (key == Attr.CANCELLED) {
                return cancelled;
            } else if (key == Attr.TERMINATED) {
                return done && queue.isEmpty();
            } else if (key == Attr.BUFFERED) {
                return queue.size();
            } else if (key == Attr.PREFETCH) {
                return prefetch;
            } else if (key == Attr.RUN_ON) {
                return worker;
            }
            return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
        }
    }
}
