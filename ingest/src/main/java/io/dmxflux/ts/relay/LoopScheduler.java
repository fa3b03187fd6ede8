// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.EpollLoops;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Runs tasks on the loop of the sockets, by a clock that nobody sets: that of other schedulers is the time of day, and what was
 * to leave at a certain time would stay for as long as it is set back.
 */
final class LoopScheduler implements Scheduler {

    private final Scheduler loop =
            Schedulers.fromExecutorService(EpollLoops.shared().next());

    @Override
    public Disposable schedule(Runnable task) {
        return loop.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return loop.schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return loop.schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return loop.createWorker();
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
