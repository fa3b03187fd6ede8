// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Pcr;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Emits the chunks of a log with the spacing that they had when they came, or a multiple of it. What is finer than a chunk is
 * the business of {@code Pace} behind it.
 *
 * <p><b>A replay</b> passes over a pause of the recording of more than ten seconds, and over a new epoch, whose clock is another,
 * without a wait. If it is late, because demand or the log was, it goes on from there at its pace.
 *
 * <p><b>{@linkplain #live One that is live}</b> keeps the delay behind the stamps with which it began. What is late is emitted at once,
 * so that a pause of the writer, of the log or of this process delays nothing that comes behind it. What would have to wait for
 * longer than 100 ms has a hole in its stamps, or a delay that is not that of the log: it is emitted at once, and the delay is the
 * shorter one from then on. One that begins in what has waited passes over that, so as to be live. A new epoch follows by the wall
 * clock: another writer may begin with what it kept for seconds.
 *
 * <p><b>Demand:</b> one chunk is requested upstream at a time, when there is demand.
 * <p><b>Holds:</b> the chunk that is waited for.
 * <p><b>Discard:</b> it is released on cancel, as is at once what is passed over; on upstream's end it is still emitted.
 * <p><b>Threading:</b> signals come one at a time, on the scheduler; the error of one that takes nothing any more on another thread.
 * <p><b>Errors:</b> upstream's, behind what is held; that of a scheduler that takes nothing any more, also while a chunk waits:
 * within a second.
 */
public final class PaceChunks implements Function<Flux<TsChunk>, Flux<TsChunk>> {

    private static final long LONGEST_TICKS = 10 * Pcr.TICKS_PER_SECOND;
    private static final long MOST_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MOST_EARLY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double MOST_SPEED = 1_000;

    /** How often to look whether the scheduler still takes anything: one that is disposed of drops what waits in it. */
    private static final long LOOK_MILLIS = 1_000;

    private final double speed;
    private final boolean isLive;
    private final Scheduler scheduler;
    private final LogTime time;

    /**
     * An operator that spaces chunks.
     *
     * @param speed 1 for as it was, 2 for twice as fast
     * @param scheduler where to wait and to emit
     * @throws IllegalArgumentException if the speed is not positive, or above 1000
     */
    public PaceChunks(double speed, Scheduler scheduler) {
        this(speed, false, scheduler, LogTime.MACHINE);
    }

    /**
     * An operator that spaces the chunks of a log that is read live.
     *
     * @param scheduler where to wait and to emit
     * @return the operator
     */
    public static PaceChunks live(Scheduler scheduler) {
        return new PaceChunks(1, true, scheduler, LogTime.MACHINE);
    }

    /** The same by other clocks than those of the machine. */
    PaceChunks(double speed, boolean isLive, Scheduler scheduler, LogTime time) {
        checkSpeed(speed);
        this.speed = speed;
        this.isLive = isLive;
        this.scheduler = Check.given(scheduler, "scheduler");
        this.time = time;
    }

    /**
     * Checks a speed.
     *
     * @param speed 1 for as it was, 2 for twice as fast
     * @throws IllegalArgumentException if it is not positive, or above 1000
     */
    public static void checkSpeed(double speed) {
        Check.argument(speed > 0 && speed <= MOST_SPEED, "speed", speed, "above 0, up to 1000");
    }

    @Override
    public Flux<TsChunk> apply(Flux<TsChunk> chunks) {
        return Flux.from(actual -> chunks.subscribe(new Spacing(Operators.toCoreSubscriber(actual))));
    }

    private final class Spacing implements CoreSubscriber<TsChunk>, Subscription {

        private final CoreSubscriber<? super TsChunk> actual;
        private final Scheduler.Worker worker = scheduler.createWorker();
        private final AtomicLong demand = new AtomicLong();
        private final AtomicReference<@Nullable TsChunk> held = new AtomicReference<>();
        private volatile @Nullable Subscription upstream;
        private volatile boolean cancelled;

        /** Whether it is cancelled, or downstream has been told of the end. */
        private final AtomicBoolean over = new AtomicBoolean();

        // of the last chunk, on upstream's thread
        private long lastTicks;
        private long lastMillis;
        private long lastDueNanos;
        private int epoch;
        private final StaleChunks stale = new StaleChunks(time);

        // on the worker's thread
        private boolean asked;
        private boolean ended;
        private @Nullable Throwable failure;

        private final Disposable look =
                Schedulers.parallel().schedulePeriodically(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);

        Spacing(CoreSubscriber<? super TsChunk> actual) {
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (Operators.validate(upstream, subscription)) {
                upstream = subscription;
                actual.onSubscribe(this);
            }
        }

        @Override
        public void onNext(TsChunk chunk) {
            Subscription subscription = upstream;
            if (isLive && stale.has(chunk) && subscription != null) {
                chunk.release();
                subscription.request(1);
                return;
            }
            long wait = dueIn(chunk);
            held.set(chunk);
            try {
                worker.schedule(this::emit, Math.max(0, wait), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                rejected(e);
            }
            if (cancelled) {
                releaseHeld();
            }
        }

        /** One that is disposed of takes nothing any more. */
        private void run(Runnable task) {
            try {
                worker.schedule(task);
            } catch (RejectedExecutionException e) {
                rejected(e);
            }
        }

        /** Signals only with the chunk in hand: while one is held, nothing is being emitted. */
        private void look() {
            if (held.get() == null) {
                return;
            }
            try {
                worker.schedule(() -> {});
            } catch (RejectedExecutionException e) {
                TsChunk waiting = held.getAndSet(null);
                if (waiting != null) {
                    waiting.release();
                    rejected(e);
                }
            }
        }

        /** It is cancelled, or without a scheduler for good: then nothing else is signalled any more. */
        private void rejected(RejectedExecutionException e) {
            if (over.compareAndSet(false, true)) {
                cancel();
                actual.onError(e);
            } else {
                releaseHeld();
            }
        }

        private long dueIn(TsChunk chunk) {
            long now = time.nanos();
            lastDueNanos = isLive ? liveDue(chunk, now) : replayDue(chunk, now);
            epoch = chunk.epoch();
            lastTicks = chunk.arrivalTicks(0);
            lastMillis = chunk.timeMillis();
            return lastDueNanos - now;
        }

        private long replayDue(TsChunk chunk, long now) {
            long ticks = chunk.arrivalTicks(0) - lastTicks;
            boolean isFollowed = chunk.epoch() == epoch && ticks >= 0 && ticks <= LONGEST_TICKS;
            long due = lastDueNanos + (long) (Pcr.toNanos(Math.max(0, Math.min(ticks, LONGEST_TICKS))) / speed);
            return isFollowed && now - due <= MOST_LATE_NANOS ? due : now;
        }

        /** Returns a time that has passed for what is late: what follows is due by the same delay. */
        private long liveDue(TsChunk chunk, long now) {
            long ticks = chunk.arrivalTicks(0) - lastTicks;
            long due = lastDueNanos
                    + (chunk.epoch() == epoch && ticks >= 0
                            ? Pcr.toNanos(ticks)
                            : TimeUnit.MILLISECONDS.toNanos(Math.max(0, chunk.timeMillis() - lastMillis)));
            boolean isFirst = epoch == 0;
            return isFirst || due - now > MOST_EARLY_NANOS ? now : due;
        }

        private void emit() {
            TsChunk chunk = held.getAndSet(null);
            if (chunk == null) {
                return;
            }
            asked = false;
            actual.onNext(chunk);
            if (demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            askOrEnd();
        }

        private void askOrEnd() {
            Subscription subscription = upstream;
            if (ended && held.get() == null) {
                finish();
            } else if (!ended && !asked && demand.get() > 0 && !cancelled && subscription != null) {
                asked = true;
                subscription.request(1);
            }
        }

        /** It is over first: who asks for more meanwhile, and finds the worker disposed of, has nothing to tell. */
        private void finish() {
            boolean isCancelled = !over.compareAndSet(false, true);
            look.dispose();
            worker.dispose();
            if (isCancelled) {
                return;
            }
            cancelled = true;
            Throwable why = failure;
            if (why == null) {
                actual.onComplete();
            } else {
                actual.onError(why);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            run(() -> {
                failure = thrown;
                ended = true;
                askOrEnd();
            });
        }

        @Override
        public void onComplete() {
            run(() -> {
                ended = true;
                askOrEnd();
            });
        }

        @Override
        public void request(long count) {
            if (Operators.validate(count)) {
                demand.accumulateAndGet(count, Operators::addCap);
                run(this::askOrEnd);
            }
        }

        @Override
        public void cancel() {
            over.set(true);
            cancelled = true;
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.cancel();
            }
            look.dispose();
            worker.dispose();
            releaseHeld();
        }

        private void releaseHeld() {
            TsChunk chunk = held.getAndSet(null);
            if (chunk != null) {
                chunk.release();
            }
        }
    }
}
