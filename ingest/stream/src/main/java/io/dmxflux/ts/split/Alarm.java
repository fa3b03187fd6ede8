// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * One timer for all that waits: it goes off at the moment asked for last, and has then to be set again.
 *
 * <p><b>Units:</b> nanoseconds of the scheduler's clock.
 * <p><b>Threading:</b> in turn, and so is the action.
 */
final class Alarm {

    private static final Disposable NONE = () -> {};

    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private final Turns turns;
    private final Runnable action;
    private final Runnable onTime = this::onTime;
    private final Runnable goOff = this::goOff;

    private long atNanos = Long.MAX_VALUE;
    private Disposable timer = NONE;

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

    /**
     * Goes off at this moment, and not at the one that it was set for before; {@code Long.MAX_VALUE} is never. A wake-up
     * for nothing costs more than to set it anew.
     */
    void setFor(long nanos) {
        if (nanos == atNanos) {
            return;
        }
        Disposable before = timer;
        atNanos = nanos;
        timer = nanos == Long.MAX_VALUE
                ? NONE
                : worker.schedule(onTime, Math.max(0, nanos - now()), TimeUnit.NANOSECONDS);
        before.dispose();
    }

    private void onTime() {
        turns.take(goOff);
    }

    private void goOff() {
        atNanos = Long.MAX_VALUE; // the timer stays: it may be another than the one that went off
        action.run();
    }
}
