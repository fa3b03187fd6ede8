// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import reactor.core.scheduler.Scheduler;

/**
 * A scheduler with timers that are set over and over. {@link Scheduler#schedule} creates an object each time, which adds up
 * where an operator waits a hundred times a second.
 */
public interface TimerScheduler extends Scheduler {

    /**
     * Creates a timer that is not set.
     *
     * @param action run on the scheduler each time it expires; an exception goes where those of the scheduler's tasks go
     * @return a timer, which needs no disposal: one that is not set holds nothing
     */
    Timer timer(Runnable action);

    /** A timer, which expires once for each time that is set. */
    interface Timer {

        /**
         * Sets the time, replacing the one set before; from any thread. From a thread other than the scheduler's it takes
         * effect soon, and the time before may expire meanwhile.
         *
         * @param nanos by the scheduler's clock in nanoseconds, at once if that is past; {@code Long.MAX_VALUE} for never
         * @throws java.util.concurrent.RejectedExecutionException if the scheduler has ended
         */
        void setFor(long nanos);
    }
}
