// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Virtual time that counts what is left of workers and timers. */
final class CountedTimers implements Scheduler {

    private final VirtualTimeScheduler time;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Disposable> timers = new ArrayList<>();

    CountedTimers(VirtualTimeScheduler time) {
        this.time = time;
    }

    long openWorkers() {
        return workers.stream().filter(worker -> !worker.isDisposed()).count();
    }

    long openTimers() {
        return timers.stream().filter(timer -> !timer.isDisposed()).count();
    }

    int timersSet() {
        return timers.size();
    }

    @Override
    public Disposable schedule(Runnable task) {
        return time.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        Timer timer = new Timer(task);
        timer.waiting = time.schedule(timer, delay, unit);
        timers.add(timer);
        return timer;
    }

    /** Disposed of once it has fired, too. */
    private static final class Timer implements Runnable, Disposable {

        private final Runnable task;
        private Disposable waiting = () -> {};
        private boolean over;

        Timer(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            over = true;
            task.run();
        }

        @Override
        public void dispose() {
            over = true;
            waiting.dispose();
        }

        @Override
        public boolean isDisposed() {
            return over;
        }
    }

    @Override
    public Worker createWorker() {
        Worker worker = time.createWorker();
        workers.add(worker);
        return worker;
    }

    @Override
    public long now(TimeUnit unit) {
        return time.now(unit);
    }
}
