// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** A clock that is set forward by hand, and timers that never ring: what is due leaves when the next buffer comes. */
final class SteppedScheduler implements Scheduler {

    private long nanos;

    void advance(long byNanos) {
        nanos += byNanos;
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        task.run();
        return Disposables.disposed();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return Disposables.disposed();
    }

    @Override
    public Worker createWorker() {
        throw new UnsupportedOperationException("workers: one (expected: none)");
    }
}
