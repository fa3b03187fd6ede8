// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.op.TimerScheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Has packets that do not fill a datagram leave when no more come.
 * <pre>
 *   buffers     | 7 | 5 |   | 2 | 7 | 3 |   | 4 | 7 | 5 |   silence
 *   datagrams   | 7 |        [5+2] 7 |       [3+4] 7 |             [5]
 *                                                     |--- pause --|
 * </pre>
 * The pause is the longest of {@code fill} and two of the stream's own: of the longest spacing between its last buffers, so
 * that a stream of few packets, or one that comes in large buffers, is not cut into short datagrams. A spacing of more than
 * half a second counts as an interruption, so the pause is a second at most, or {@code fill}. While upstream may not send,
 * since the socket has no room, nothing leaves.
 *
 * <p>The timer runs on once it is set, and is set again when it expires: a stream whose every buffer ends with a part of a
 * datagram has one wake-up a pause, and one without such parts has none. No object is created, but for what leaves.
 *
 * <p><b>Units:</b> nanoseconds of the clock, which is also the timers'.
 * <p><b>Threading:</b> the executor's; the timer may expire on another.
 */
final class FillTimer {

    /** Longer ones are interruptions. */
    static final Duration LONGEST_SPACING = Duration.ofMillis(500);

    /** The longest spacing is forgotten, by half, within 44 buffers. */
    private static final int MEMORY = 64;

    /** What waits for its datagram to fill. */
    interface Partial {

        /** Tells whether there are such packets. */
        boolean isWaiting();

        /** Tells whether upstream may send what fills the datagram. */
        boolean isUpstreamAsked();

        /** Sends the packets. */
        void leave();
    }

    private final long fillNanos;
    private final Partial partial;
    private final Executor executor;
    private final LongSupplier clock;
    private final TimerScheduler.Timer timer;
    private final Runnable look = this::look;

    private boolean begun;
    private boolean isSet;
    private long arrivedNanos;
    private long spacingNanos;

    FillTimer(
            Duration fill,
            Partial partial,
            Executor executor,
            LongSupplier clock,
            Function<Runnable, TimerScheduler.Timer> timers) {
        this.fillNanos = Math.min(Check.nanos(fill, "longestFill"), TimeUnit.DAYS.toNanos(1));
        this.partial = partial;
        this.executor = executor;
        this.clock = clock;
        this.timer = timers.apply(this::onTime);
    }

    /** Notes that buffers have come, and have been cut. */
    void arrived() {
        long now = clock.getAsLong();
        long spacing = now - arrivedNanos;
        if (begun && spacing <= LONGEST_SPACING.toNanos()) {
            spacingNanos = Math.max(spacing, spacingNanos - spacingNanos / MEMORY);
        }
        begun = true;
        arrivedNanos = now;
        if (!isSet && partial.isWaiting()) {
            setFor(now + pauseNanos());
        }
    }

    private long pauseNanos() {
        return Math.max(fillNanos, 2 * spacingNanos);
    }

    private void setFor(long nanos) {
        isSet = true;
        timer.setFor(nanos);
    }

    /** In a turn of its own, after what has arrived by now. */
    private void onTime() {
        try {
            executor.execute(look);
        } catch (RejectedExecutionException e) {
            return; // the executor has ended, and the stream with it
        }
    }

    private void look() {
        isSet = false;
        if (!partial.isWaiting()) {
            return;
        }
        long now = clock.getAsLong();
        long due = (partial.isUpstreamAsked() ? arrivedNanos : now) + pauseNanos();
        if (due - now > 0) {
            setFor(due);
        } else {
            partial.leave();
        }
    }

    /** Ends it. */
    void stop() {
        if (isSet) {
            timer.setFor(Long.MAX_VALUE);
        }
    }
}
