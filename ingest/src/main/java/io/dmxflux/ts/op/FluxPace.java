// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/** What {@link Pace} makes of a stream. */
final class FluxPace extends FluxOperator<ByteBuf, ByteBuf> {

    private final int burstBytes;
    private final Scheduler scheduler;

    FluxPace(Flux<ByteBuf> source, int burstBytes, Scheduler scheduler) {
        super(source);
        this.burstBytes = burstBytes;
        this.scheduler = scheduler;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new PaceSubscriber(actual, burstBytes, scheduler));
    }

    /** A buffer and when it came. */
    private record Held(ByteBuf buffer, long arrivalNanos) {}

    /** Every signal, from either side, becomes a task of one worker; the fields are that worker's. */
    private static final class PaceSubscriber implements CoreSubscriber<ByteBuf>, Subscription {

        private static final int BUFFERS_AHEAD = 2;

        /**
         * How much of its time a burst gets while another buffer waits. Little: upstream's own backlog is not seen here,
         * and the rate that is measured while there is one is that of this operator.
         */
        private static final double BACKLOG_SHARE = 0.25;

        private final CoreSubscriber<? super ByteBuf> actual;
        private final int burstBytes;
        private final Scheduler scheduler;
        private final Scheduler.Worker worker;
        private final ArrayDeque<Held> queue = new ArrayDeque<>();
        private final ArrivalRate rate = new ArrivalRate();
        private @Nullable Subscription upstream;
        private @Nullable Throwable failure;
        private volatile boolean cancelled;
        private long demand;
        private long dueNanos;
        private boolean completed;
        private boolean terminated;
        private boolean draining;
        private boolean waiting;

        PaceSubscriber(CoreSubscriber<? super ByteBuf> actual, int burstBytes, Scheduler scheduler) {
            this.actual = actual;
            this.burstBytes = burstBytes;
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
            long nowNanos = now();
            submit(() -> arrived(buffer, nowNanos), buffer);
        }

        @Override
        public void onError(Throwable cause) {
            submit(
                    () -> {
                        failure = cause;
                        completed = true;
                        discard();
                        drain();
                    },
                    null);
        }

        @Override
        public void onComplete() {
            submit(
                    () -> {
                        completed = true;
                        drain();
                    },
                    null);
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                submit(
                        () -> {
                            demand = Operators.addCap(demand, n);
                            drain();
                        },
                        null);
            }
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                if (upstream != null) {
                    upstream.cancel();
                }
                submit(
                        this::discard,
                        null); // and not the worker's end: tasks that carry a buffer may wait behind this one
            }
        }

        /** A worker that is disposed of takes nothing any more: what was to be handed over is released. */
        private void submit(Runnable task, @Nullable ByteBuf carried) {
            try {
                worker.schedule(task);
            } catch (RejectedExecutionException e) {
                if (carried != null) {
                    carried.release();
                }
            }
        }

        private void arrived(ByteBuf buffer, long nowNanos) {
            if (cancelled || terminated) {
                buffer.release();
                return;
            }
            rate.arrived(buffer.readableBytes(), nowNanos);
            queue.add(new Held(buffer, nowNanos));
            drain();
        }

        private void drain() {
            if (draining) {
                return;
            }
            draining = true;
            while (demand > 0 && !queue.isEmpty() && !cancelled && isDue()) {
                demand--;
                actual.onNext(nextBurst());
            }
            draining = false;
            if (completed && queue.isEmpty() && !cancelled && !terminated) {
                terminate();
            }
        }

        private boolean isDue() {
            long wait = dueNanos - now();
            if (wait > 0 && !waiting) {
                waiting = true;
                worker.schedule(
                        () -> {
                            waiting = false;
                            drain();
                        },
                        wait,
                        TimeUnit.NANOSECONDS);
            }
            return wait <= 0;
        }

        /** The schedule of a buffer begins at its arrival or at the end of the one before; a late timer does not move it. */
        private ByteBuf nextBurst() {
            Held head = queue.getFirst();
            ByteBuf buffer = head.buffer();
            int bytes = Math.min(burstBytes, buffer.readableBytes());
            double share = queue.size() > 1 ? BACKLOG_SHARE : 1;
            dueNanos = Math.max(dueNanos, head.arrivalNanos()) + (long) (rate.nanosFor(bytes) * share);
            if (bytes < buffer.readableBytes()) {
                return buffer.readRetainedSlice(bytes);
            }
            queue.removeFirst();
            if (upstream != null && !completed) {
                upstream.request(1);
            }
            return buffer;
        }

        private void terminate() {
            terminated = true;
            if (failure != null) {
                actual.onError(failure);
            } else {
                actual.onComplete();
            }
            worker.dispose();
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
