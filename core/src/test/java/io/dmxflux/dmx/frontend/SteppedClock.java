// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A scheduler on a machine whose wall clock is stepped, and whose other clock is not. */
public final class SteppedClock implements Scheduler {

    private final Scheduler scheduler;
    private volatile long stepMillis;

    /**
     * A clock that is right at first.
     *
     * @param scheduler runs the tasks
     */
    public SteppedClock(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Steps it.
     *
     * @param by how far; negative for back
     */
    public void step(Duration by) {
        stepMillis += by.toMillis();
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.compareTo(TimeUnit.MILLISECONDS) < 0
                ? scheduler.now(unit)
                : unit.convert(scheduler.now(TimeUnit.MILLISECONDS) + stepMillis, TimeUnit.MILLISECONDS);
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
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return scheduler.schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return scheduler.createWorker();
    }
}
