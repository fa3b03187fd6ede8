// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/** What {@link Pace} makes of a stream. */
final class FluxPace extends FluxOperator<ByteBuf, ByteBuf> {

    private final EvenBursts bursts;
    private final Scheduler scheduler;

    FluxPace(Flux<ByteBuf> source, EvenBursts bursts, Scheduler scheduler) {
        super(source);
        this.bursts = bursts;
        this.scheduler = scheduler;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new PaceSubscriber(actual, bursts, scheduler));
    }

    /** A buffer and when it came. */
    private record Held(ByteBuf buffer, long arrivalNanos) {}

    /**
     * Whoever comes while nobody works does the work: the thread that brings a buffer, that asks for more, or the
     * scheduler's. Where these are one, as in an event loop, nothing changes threads.
     */
    private static final class PaceSubscriber implements CoreSubscriber<ByteBuf>, Subscription {

        private static final int BUFFERS_AHEAD = 2;

        /**
         * How much of its time a burst gets while another buffer waits. Little: upstream's own backlog is not seen here,
         * and the rate that is measured while there is one is that of this operator.
         */
        private static final double BACKLOG_SHARE = 0.25;

        private final CoreSubscriber<? super ByteBuf> actual;
        private final EvenBursts bursts;
        private final Scheduler scheduler;
        private final Scheduler.Worker worker;
        private final Runnable onTime = this::onTime;
        private final Queue<Held> arrivals = Queues.<Held>unbounded().get();
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger work = new AtomicInteger();
        private volatile @Nullable Subscription upstream;
        private volatile @Nullable Throwable failure;
        private volatile boolean completed;
        private volatile boolean cancelled;
        private volatile boolean waiting;

        // -- of whoever works
        private final ArrayDeque<Held> queue = new ArrayDeque<>();
        private final ArrivalRate rate = new ArrivalRate();
        private long dueNanos;
        private boolean terminated;

        PaceSubscriber(CoreSubscriber<? super ByteBuf> actual, EvenBursts bursts, Scheduler scheduler) {
            this.actual = actual;
            this.bursts = bursts;
            this.scheduler = scheduler;
            worker = scheduler.createWorker();
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            actual.onSubscribe(this);
            subscription.request(BUFFERS_AHEAD);
        }

        @Override
        public void onNext(ByteBuf buffer) {
            arrivals.add(new Held(buffer, now()));
            work();
        }

        @Override
        public void onError(Throwable cause) {
            failure = cause;
            completed = true;
            work();
        }

        @Override
        public void onComplete() {
            completed = true;
            work();
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                demand.accumulateAndGet(n, Operators::addCap);
                work();
            }
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                Subscription from = upstream;
                if (from != null) {
                    from.cancel();
                }
                work();
            }
        }

        private void onTime() {
            waiting = false;
            work();
        }

        private void work() {
            if (work.getAndIncrement() != 0) {
                return;
            }
            int seen = 1;
            do {
                takeArrivals();
                if (cancelled || terminated || failure != null) {
                    discard();
                } else {
                    emit();
                }
                terminateIfDone();
                seen = work.addAndGet(-seen);
            } while (seen != 0);
        }

        private void takeArrivals() {
            for (Held held = arrivals.poll(); held != null; held = arrivals.poll()) {
                rate.arrived(held.buffer().readableBytes(), held.arrivalNanos());
                queue.add(held);
            }
        }

        private void emit() {
            while (!queue.isEmpty() && !cancelled && demand.get() > 0 && isDue()) {
                if (demand.get() != Long.MAX_VALUE) {
                    demand.decrementAndGet();
                }
                actual.onNext(nextBurst());
            }
        }

        private boolean isDue() {
            long wait = dueNanos - now();
            if (wait > 0 && !waiting) {
                waiting = true;
                try {
                    worker.schedule(onTime, wait, TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException e) {
                    waiting = false;
                    return true; // there is no time any more: what is left leaves at once
                }
            }
            return wait <= 0;
        }

        /** The schedule of a buffer begins at its arrival or at the end of the one before; a late timer does not move it. */
        private ByteBuf nextBurst() {
            Held head = queue.getFirst();
            ByteBuf buffer = head.buffer();
            int bytes = bursts.bytes(buffer.readableBytes());
            double share = queue.size() > 1 ? BACKLOG_SHARE : 1;
            dueNanos = Math.max(dueNanos, head.arrivalNanos()) + (long) (rate.nanosFor(bytes) * share);
            if (bytes < buffer.readableBytes()) {
                return buffer.readRetainedSlice(bytes);
            }
            queue.removeFirst();
            Subscription from = upstream;
            if (from != null && !completed) {
                from.request(1);
            }
            return buffer;
        }

        private void terminateIfDone() {
            if (!completed || terminated || cancelled || !queue.isEmpty() || !arrivals.isEmpty()) {
                return;
            }
            terminated = true;
            worker.dispose();
            Throwable cause = failure;
            if (cause == null) {
                actual.onComplete();
            } else {
                actual.onError(cause);
            }
        }

        private void discard() {
            while (!queue.isEmpty()) {
                queue.removeFirst().buffer().release();
            }
        }

        private long now() {
            return scheduler.now(TimeUnit.NANOSECONDS);
        }
    }
}
