// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * One timer for all that waits: it goes off at the earliest of the moments asked for, and has then to be set again.
 *
 * <p><b>Units:</b> nanoseconds of the scheduler's clock.
 * <p><b>Threading:</b> in turn, and so is the action.
 */
final class Alarm {

    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private final Turns turns;
    private final Runnable action;

    private long atNanos = Long.MAX_VALUE;
    private Disposable timer = () -> {};

    /**
     * An alarm that is not set.
     *
     * @param scheduler where to wait
     * @param turns where the action gets its turn
     * @param action what to do when it goes off
     */
    Alarm(Scheduler scheduler, Turns turns, Runnable action) {
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
        this.turns = turns;
        this.action = action;
    }

    /** Returns the time; from any thread. */
    long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    /** Goes off at this moment at the latest; {@code Long.MAX_VALUE} asks for nothing. */
    void setFor(long nanos, long now) {
        if (nanos < atNanos) {
            timer.dispose();
            atNanos = nanos;
            timer = worker.schedule(() -> turns.take(this::goOff), Math.max(0, nanos - now), TimeUnit.NANOSECONDS);
        }
    }

    private void goOff() {
        atNanos = Long.MAX_VALUE;
        action.run();
    }
}
