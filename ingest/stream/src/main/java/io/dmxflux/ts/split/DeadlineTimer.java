// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.op.TimerScheduler;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A single timer: it fires once, at the last deadline set.
 *
 * <p>It takes no {@link Scheduler.Worker}, which would have to be disposed. Without a deadline there is nothing to clean up.
 * On a {@link TimerScheduler} setting it creates no object.
 *
 * <p><b>Units:</b> nanoseconds of the scheduler's clock.
 * <p><b>Threading:</b> confined to the executor, which runs the action as well.
 */
final class DeadlineTimer {

    private static final Disposable NONE = () -> {};

    private final Scheduler scheduler;
    private final Executor executor;
    private final Runnable action;
    private final Runnable onTime = this::onTime;
    private final Runnable fire = this::fire;
    private final TimerScheduler.@Nullable Timer reused;

    private long deadlineNanos = Long.MAX_VALUE;
    private Disposable timer = NONE;

    /**
     * A timer without a deadline.
     *
     * @param scheduler the timers
     * @param executor where the action runs
     * @param action run when it fires
     */
    DeadlineTimer(Scheduler scheduler, Executor executor, Runnable action) {
        this.scheduler = scheduler;
        this.executor = executor;
        this.action = action;
        this.reused = scheduler instanceof TimerScheduler timers ? timers.timer(onTime) : null;
    }

    /**
     * Sets the deadline, replacing the one before; {@code Long.MAX_VALUE} is never. The timer is set again even for a later
     * deadline, because that costs less than a wake-up in vain.
     */
    void setDeadline(long nanos) {
        if (nanos == deadlineNanos) {
            return;
        }
        deadlineNanos = nanos;
        if (reused == null) {
            schedule(nanos);
        } else {
            reused.setFor(nanos);
        }
    }

    private void schedule(long nanos) {
        Disposable before = timer;
        timer = nanos == Long.MAX_VALUE
                ? NONE
                : scheduler.schedule(
                        onTime, Math.max(0, nanos - scheduler.now(TimeUnit.NANOSECONDS)), TimeUnit.NANOSECONDS);
        before.dispose();
    }

    private void onTime() {
        executor.execute(fire);
    }

    private void fire() {
        deadlineNanos = Long.MAX_VALUE; // not the timer: another may have been set meanwhile
        action.run();
    }
}
