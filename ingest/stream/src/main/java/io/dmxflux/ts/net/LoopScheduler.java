// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.ts.op.TimerScheduler;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A Reactor scheduler on an event loop of sockets.
 *
 * <p>All tasks wait on one {@link LoopTimer}, so that tasks that are due together are one wake-up.
 *
 * <p><b>Units:</b> {@link #now} is {@link System#nanoTime} in every unit. Reactor's own schedulers take the time of day for
 * milliseconds and coarser units, which can be set back, and {@code nanoTime} only for finer ones.
 * <p><b>Threading:</b> from any thread; cheapest on the loop, where a delayed task is one small object
 * and setting a {@link #timer} creates none.
 * <p><b>Errors:</b> an exception of a task goes to Reactor's hook for dropped errors. After the end of the loop, or of a
 * worker, tasks are rejected with a {@link java.util.concurrent.RejectedExecutionException}.
 */
public final class LoopScheduler implements TimerScheduler {

    /** A century, so that no sum overflows. */
    private static final long LONGEST_NANOS = Duration.ofDays(36_500).toNanos();

    /** By loop, until that has ended. */
    private static final Map<EventLoop, LoopScheduler> OF_LOOPS = new ConcurrentHashMap<>();

    private final EventLoop loop;

    // -- on the loop only
    private final PriorityQueue<Task> waiting = new PriorityQueue<>();
    private @Nullable LoopTimer timer;
    private long timerNanos = Long.MAX_VALUE;

    /** Tasks that run set others; the timer is set once behind all of them. */
    private boolean running;

    private LoopScheduler(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Returns the scheduler on the loop that all sockets share.
     *
     * @return a scheduler that cannot be disposed of
     */
    public static LoopScheduler shared() {
        return SharedLoop.SCHEDULER;
    }

    /**
     * Returns the scheduler on a loop, the same for all who ask: so all timers of a loop are one of the kernel's.
     *
     * @param loop an epoll event loop
     * @return a scheduler that cannot be disposed of
     */
    public static LoopScheduler of(EventLoop loop) {
        return OF_LOOPS.computeIfAbsent(loop, key -> {
            key.terminationFuture().addListener(ended -> OF_LOOPS.remove(key));
            return new LoopScheduler(key);
        });
    }

    @Override
    public Disposable schedule(Runnable task) {
        return execute(new Task(task, 0, 0, null));
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return wait(new Task(task, in(delay, unit), 0, null));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return wait(new Task(task, in(initialDelay, unit), unit.toNanos(period), null));
    }

    @Override
    public Worker createWorker() {
        return new LoopWorker();
    }

    /** {@inheritDoc} On the loop it throws an {@link io.dmxflux.dmx.sys.ErrnoException} if no descriptor is left for it. */
    @Override
    public Timer timer(Runnable action) {
        if (loop.inEventLoop()) {
            loopTimer();
        }
        return new SetTask(action);
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private static long in(long delay, TimeUnit unit) {
        return System.nanoTime() + Math.min(unit.toNanos(delay), LONGEST_NANOS);
    }

    private Task execute(Task task) {
        loop.execute(task);
        return task;
    }

    private Task wait(Task task) {
        if (loop.inEventLoop()) {
            add(task);
        } else {
            loop.execute(() -> add(task));
        }
        return task;
    }

    private void add(Task task) {
        waiting.add(task);
        setTimer();
    }

    private void setTimer() {
        Task first = waiting.peek();
        long next = first == null ? Long.MAX_VALUE : first.atNanos;
        if (running || next == timerNanos) {
            return;
        }
        LoopTimer set = loopTimer();
        timerNanos = next;
        if (first == null) {
            set.stop();
        } else {
            set.setFor(next);
        }
    }

    private LoopTimer loopTimer() {
        LoopTimer made = timer;
        if (made == null) {
            made = new LoopTimer(loop, this::goOff);
            timer = made;
        }
        return made;
    }

    private void goOff() {
        long now = System.nanoTime();
        if (timerNanos - now > 0) {
            return; // set again, for later, after this event
        }
        timerNanos = Long.MAX_VALUE;
        running = true;
        try {
            runUntil(now);
        } finally {
            running = false;
            setTimer();
        }
    }

    private void runUntil(long now) {
        for (Task first = waiting.peek(); first != null && first.atNanos - now <= 0; first = waiting.peek()) {
            waiting.remove();
            first.run();
            if (first.periodNanos > 0 && !first.isDisposed()) {
                first.atNanos = Math.max(first.atNanos + first.periodNanos, now);
                waiting.add(first);
            }
        }
    }

    /** A task, and its handle. */
    private final class Task implements Runnable, Disposable, Comparable<Task> {

        private final Runnable action;
        private final long periodNanos;
        private final @Nullable LoopWorker worker;
        private long atNanos;
        private volatile boolean done;

        Task(Runnable action, long atNanos, long periodNanos, @Nullable LoopWorker worker) {
            this.action = action;
            this.atNanos = atNanos;
            this.periodNanos = periodNanos;
            this.worker = worker;
        }

        /** To run once more; while it does not wait. */
        void setFor(long nanos) {
            atNanos = nanos;
            done = false;
        }

        @Override
        public void run() {
            if (isDisposed()) {
                return;
            }
            done = periodNanos == 0;
            try {
                action.run();
            } catch (Throwable e) {
                Exceptions.throwIfJvmFatal(e);
                Operators.onErrorDropped(e, Context.empty());
            }
        }

        /** On the loop, its wake-up is cancelled as well; from other threads the wake-up remains, and does nothing. */
        @Override
        public void dispose() {
            if (!done) {
                done = true;
                if (loop.inEventLoop() && waiting.remove(this)) {
                    setTimer();
                }
            }
        }

        @Override
        public boolean isDisposed() {
            return done || worker != null && worker.isDisposed();
        }

        @Override
        public int compareTo(Task other) {
            return Long.compare(atNanos, other.atNanos);
        }
    }

    /** A task that waits again each time it is set. */
    private final class SetTask implements Timer {

        private final Task task;
        private final Runnable apply = this::apply;
        private volatile long wantedNanos = Long.MAX_VALUE;

        SetTask(Runnable action) {
            task = new Task(action, Long.MAX_VALUE, 0, null);
        }

        @Override
        public void setFor(long nanos) {
            wantedNanos = nanos;
            if (loop.inEventLoop()) {
                apply();
            } else {
                loop.execute(apply);
            }
        }

        private void apply() {
            long wanted = wantedNanos;
            waiting.remove(task);
            if (wanted != Long.MAX_VALUE) {
                task.setFor(Math.max(wanted, System.nanoTime())); // a past time again and again would hold up the loop
                waiting.add(task);
            }
            setTimer();
        }
    }

    /** Tasks of the loop are serial anyway; a worker adds that its tasks are disposed together. */
    private final class LoopWorker implements Worker {

        private volatile boolean disposed;

        @Override
        public Disposable schedule(Runnable task) {
            return execute(new Task(task, 0, 0, open()));
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return LoopScheduler.this.wait(new Task(task, in(delay, unit), 0, open()));
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
            return LoopScheduler.this.wait(new Task(task, in(initialDelay, unit), unit.toNanos(period), open()));
        }

        private LoopWorker open() {
            if (disposed) {
                throw Exceptions.failWithRejected();
            }
            return this;
        }

        @Override
        public void dispose() {
            disposed = true;
        }

        @Override
        public boolean isDisposed() {
            return disposed;
        }
    }

    /** Created on first use. */
    private static final class SharedLoop {
        static final LoopScheduler SCHEDULER = of(EpollLoops.shared().next());
    }
}
