// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Another scheduler, whose workers are counted; as with {@code boundedElastic}, one that is not disposed stays. */
final class CountingScheduler implements Scheduler {

    private final Scheduler scheduler;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger workers = new AtomicInteger();
    private volatile boolean rejecting;

    CountingScheduler(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    int made() {
        return made.get();
    }

    /** Returns how many have been made and not been disposed. */
    int workers() {
        return workers.get();
    }

    /** Takes no task from now on, as if it were disposed. */
    void rejects() {
        rejecting = true;
    }

    @Override
    public long now(TimeUnit unit) {
        return scheduler.now(unit);
    }

    @Override
    public boolean isDisposed() {
        return rejecting;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return scheduler.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return scheduler.schedule(task, delay, unit);
    }

    @Override
    public Worker createWorker() {
        made.incrementAndGet();
        workers.incrementAndGet();
        return new CountedWorker(scheduler.createWorker());
    }

    private final class CountedWorker implements Worker {

        private final Worker worker;

        CountedWorker(Worker worker) {
            this.worker = worker;
        }

        @Override
        public Disposable schedule(Runnable task) {
            return schedule(task, 0, TimeUnit.NANOSECONDS);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            if (rejecting) {
                throw new RejectedExecutionException("disposed");
            }
            return worker.schedule(task, delay, unit);
        }

        @Override
        public void dispose() {
            if (!worker.isDisposed()) {
                worker.dispose();
                workers.decrementAndGet();
            }
        }

        @Override
        public boolean isDisposed() {
            return worker.isDisposed();
        }
    }
}
