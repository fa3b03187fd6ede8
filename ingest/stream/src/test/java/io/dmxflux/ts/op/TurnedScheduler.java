// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A scheduler whose tasks run when a test says so, whatever their delay; its clock is then at the time that each was due. */
public final class TurnedScheduler implements Scheduler {

    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicLong nanos = new AtomicLong();

    private record Task(Runnable action, long dueNanos, AtomicBoolean over) implements Disposable {

        boolean begins() {
            return over.compareAndSet(false, true);
        }

        @Override
        public void dispose() {
            over.set(true);
        }
    }

    /** Runs what has been scheduled so far, and not what that schedules. */
    public void turn() {
        for (int left = tasks.size(); left > 0; left--) {
            Task task = tasks.poll();
            if (task != null && task.begins()) {
                nanos.accumulateAndGet(task.dueNanos(), Math::max);
                task.action().run();
            }
        }
    }

    @Override
    public Disposable schedule(Runnable action) {
        return schedule(action, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable action, long delay, TimeUnit unit) {
        Task task = new Task(action, nanos.get() + unit.toNanos(delay), new AtomicBoolean());
        tasks.add(task);
        return task;
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(nanos.get(), TimeUnit.NANOSECONDS);
    }

    /** Its tasks are disposed of one by one. */
    @Override
    public Worker createWorker() {
        return new Worker() {
            private volatile boolean disposed;

            @Override
            public Disposable schedule(Runnable action) {
                return schedule(action, 0, TimeUnit.NANOSECONDS);
            }

            @Override
            public Disposable schedule(Runnable action, long delay, TimeUnit unit) {
                Runnable unlessDisposed = () -> {
                    if (!disposed) {
                        action.run();
                    }
                };
                return TurnedScheduler.this.schedule(unlessDisposed, delay, unit);
            }

            @Override
            public void dispose() {
                disposed = true;
            }
        };
    }
}
