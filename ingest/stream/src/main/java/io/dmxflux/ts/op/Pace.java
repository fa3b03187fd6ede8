// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * Cuts large buffers into bursts and spreads them over the time that a buffer takes to arrive.
 * <pre>
 *   in    |#######|          |#######|          |#######|          a buffer of 49 datagrams every 13.6 ms
 *   out           |#  #  #  #  #  #  #|#  #  #  #  #  #  #|        seven bursts of seven, 1.9 ms apart
 * </pre>
 *
 * <p>The pace is that of the arrivals, smoothed, see {@link DepartureSchedule#withReserve}. What arrives late is sent on at
 * once, and a backlog up to four times as fast as it came, so the delay stays at about one buffer, with a reserve of a quarter
 * of its time behind it, 3 ms at most.
 *
 * <p><b>Shape:</b> a buffer that is no longer than a burst may be passes as it is. Others leave as slices of whole datagrams,
 * see {@link DatagramBursts}.
 * <p><b>Threading:</b> signals come on the thread that brings a buffer, on the one that asks for more, or on the scheduler's,
 * one at a time.
 * <p><b>Demand:</b> downstream's counts bursts; two buffers are requested ahead of it, then one for each that has left.
 * <p><b>Holds:</b> two buffers at most, each until its last burst is released.
 * <p><b>Discard:</b> releases what it holds on cancel and on upstream's error. What comes after the end is released; Reactor's
 * hook for dropped elements is told before, and may release it as well.
 * <p><b>Errors:</b> upstream's, at once. Where the scheduler is disposed, what is left leaves without waiting.
 * <p><b>Source:</b> the rule of constant delay; DVBlast keeps 40 ms of retention for the same purpose.
 */
public final class Pace implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private static final int BUFFERS_AHEAD = 2;

    private final DatagramBursts bursts;
    private final Scheduler scheduler;

    /**
     * An operator that spreads bursts.
     *
     * @param bursts how to cut
     * @param scheduler where to wait, and by whose clock
     */
    public Pace(DatagramBursts bursts, Scheduler scheduler) {
        this.bursts = bursts;
        this.scheduler = scheduler;
    }

    /**
     * Paces one stream; use with {@link Flux#transform}.
     *
     * @param source buffers, handed over
     * @return bursts, in buffers that the subscriber must release
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return BufferOperator.behind(
                source, actual -> new PaceSubscriber(actual, bursts, scheduler), scheduler, BUFFERS_AHEAD);
    }

    /**
     * One thread works at a time: the one that finds no other at work, be it that of a buffer, of a request, or the
     * scheduler's; others only count up {@code work}. Where these are one, as in an event loop, nothing changes threads.
     *
     * <p>The worker is made at the first wait and disposed with the end, both by the thread that works, so that no path
     * leaves one behind.
     */
    private static final class PaceSubscriber extends BufferOperator {

        private final DatagramBursts bursts;
        private final Scheduler scheduler;
        private final Runnable onTime = this::onTime;
        private final Queue<ByteBuf> arrivals = Queues.<ByteBuf>unbounded().get();
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger work = new AtomicInteger();
        private volatile @Nullable Throwable failure;
        private volatile boolean completed;
        private volatile boolean terminated;
        private volatile boolean waiting;
        private volatile int held;

        // -- of the thread that works
        private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
        private final DepartureSchedule schedule = DepartureSchedule.withReserve();
        private Scheduler.@Nullable Worker worker;

        PaceSubscriber(CoreSubscriber<? super ByteBuf> actual, DatagramBursts bursts, Scheduler scheduler) {
            super(actual);
            this.bursts = bursts;
            this.scheduler = scheduler;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public @Nullable Object scanUnsafe(Attr key) {
            if (key == Attr.PREFETCH) {
                return BUFFERS_AHEAD;
            }
            if (key == Attr.BUFFERED) {
                return held + arrivals.size();
            }
            if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
                return demand.get();
            }
            if (key == Attr.ERROR) {
                return failure;
            }
            if (key == Attr.RUN_ON) {
                return scheduler;
            }
            return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : super.scanUnsafe(key);
        }

        @Override
        boolean hasTerminated() {
            return terminated;
        }

        @Override
        void subscribed() {
            if (!isCancelled()) {
                requestUpstream(BUFFERS_AHEAD);
            }
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (completed) {
                drop(buffer);
            } else {
                arrivals.add(buffer);
                work();
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (completed) {
                Operators.onErrorDropped(cause, currentContext());
                return;
            }
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
            super.cancel();
            work();
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
                if (isCancelled() || terminated || failure != null) {
                    discard();
                } else {
                    emit();
                }
                endIfDone();
                held = queue.size();
                seen = work.addAndGet(-seen);
            } while (seen != 0);
        }

        private void takeArrivals() {
            for (ByteBuf buffer = arrivals.poll(); buffer != null; buffer = arrivals.poll()) {
                if (buffer.isReadable()) {
                    schedule.arrived(buffer.readableBytes(), queuedBytes(), now());
                }
                queue.add(buffer);
            }
        }

        private int queuedBytes() {
            int bytes = 0;
            for (ByteBuf buffer : queue) {
                bytes += buffer.readableBytes();
            }
            return bytes;
        }

        private void emit() {
            while (!queue.isEmpty() && !isCancelled() && demand.get() > 0 && isDue()) {
                if (demand.get() != Long.MAX_VALUE) {
                    demand.decrementAndGet();
                }
                actual.onNext(nextBurst());
            }
        }

        /** What is next never becomes due earlier than it was, so that one wake-up serves until it goes off. */
        private boolean isDue() {
            long wait = schedule.next(0) - now();
            return wait <= 0 || !waiting && !wakeUpAfter(wait);
        }

        /** Returns false where there is no time any more, as the scheduler is disposed: what is left leaves at once. */
        private boolean wakeUpAfter(long nanos) {
            waiting = true;
            try {
                if (worker == null) {
                    worker = scheduler.createWorker();
                }
                worker.schedule(onTime, nanos, TimeUnit.NANOSECONDS);
                return true;
            } catch (RejectedExecutionException e) {
                waiting = false;
                return false;
            }
        }

        private ByteBuf nextBurst() {
            ByteBuf buffer = queue.getFirst();
            int bytes = bursts.bytes(buffer.readableBytes());
            schedule.next(bytes);
            if (bytes < buffer.readableBytes()) {
                return buffer.readRetainedSlice(bytes);
            }
            queue.removeFirst();
            if (!completed) {
                requestUpstream(1);
            }
            return buffer;
        }

        private void endIfDone() {
            if (terminated) {
                return;
            }
            if (isCancelled()) {
                disposeOfTime();
            } else if (completed && queue.isEmpty() && arrivals.isEmpty()) {
                terminated = true;
                disposeOfTime();
                terminate();
            }
        }

        private void disposeOfTime() {
            if (worker != null) {
                worker.dispose();
                worker = null;
            }
        }

        private void terminate() {
            Throwable cause = failure;
            if (cause == null) {
                actual.onComplete();
            } else {
                actual.onError(cause);
            }
        }

        private void discard() {
            while (!queue.isEmpty()) {
                queue.removeFirst().release();
            }
        }

        private long now() {
            return scheduler.now(TimeUnit.NANOSECONDS);
        }
    }
}
