// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.op.TimerScheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Decides for which buffers a sink's thread is woken: for each, or for one of several where they come as fast as they are
 * asked for.
 * <pre>
 *   at once 4       1!  2 3 4 5!  6 7 8 9!      10 |        11!    ! woken by the buffer
 *                   |-- longest --|-- longest --|--|--  --|        | woken by the timer
 * </pre>
 * A buffer waits for others only while a timer runs that has it taken. So the first one of a stream, and one that comes after
 * a pause, are due at once, and so is the last that upstream may give before it is asked again.
 *
 * <p>The timer is set when buffers have been taken and it does not run: one more wake-up for each {@code longest} of a stream,
 * and none while nothing comes. No object is created.
 *
 * <p><b>Units:</b> nanoseconds of the clock, which is also the timers'.
 * <p><b>Threading:</b> {@link #isDue} on that of upstream's signals, the others on the sink's; the timer may expire on any.
 */
final class WakeUps {

    private final int atOnce;
    private final long longestNanos;
    private final Runnable take;
    private final Executor executor;
    private final LongSupplier clock;
    private final TimerScheduler.Timer timer;
    private final Runnable look = this::look;

    /** How many may come before the one that is due. */
    private final AtomicInteger notDue = new AtomicInteger();

    private boolean isSet;

    /**
     * Decides for one stream.
     *
     * @param atOnce how many buffers may wait for the thread, with the one that it is woken for; 1 to wake it for each
     * @param longest how long one of them may wait
     * @param take takes what is queued
     * @param executor of the sink's thread
     * @param clock what the timer goes by
     * @param timers makes it
     */
    WakeUps(
            int atOnce,
            Duration longest,
            Runnable take,
            Executor executor,
            LongSupplier clock,
            Function<Runnable, TimerScheduler.Timer> timers) {
        this.longestNanos = Math.min(longest.toNanos(), TimeUnit.DAYS.toNanos(1));
        this.atOnce = longestNanos > 0 ? atOnce : 1;
        this.take = take;
        this.executor = executor;
        this.clock = clock;
        this.timer = timers.apply(this::onTime);
    }

    /** Tells whether the thread is to be woken for a buffer that has been queued. */
    boolean isDue() {
        return atOnce == 1 || notDue.getAndDecrement() <= 0;
    }

    /** Notes that the thread has taken a buffer, and will take what has come by now: each that comes from here on is due. */
    void taking() {
        if (atOnce > 1) {
            notDue.getAndSet(0); // not just set: what came before, and was not due, is seen in the queue from here on
        }
    }

    /**
     * Notes that the thread has taken all that was queued.
     *
     * @param toCome how many buffers upstream may give before it is asked again
     */
    void taken(int toCome) {
        if (atOnce == 1) {
            return;
        }
        if (!isSet) {
            isSet = true;
            timer.setFor(clock.getAsLong() + longestNanos);
        }
        notDue.set(Math.min(atOnce, toCome) - 1);
    }

    private void onTime() {
        try {
            executor.execute(look);
        } catch (RejectedExecutionException e) {
            return; // the executor has ended, and the stream with it
        }
    }

    private void look() {
        isSet = false;
        notDue.getAndSet(0);
        take.run();
    }

    /** Ends it. */
    void stop() {
        if (isSet) {
            timer.setFor(Long.MAX_VALUE);
        }
    }
}
