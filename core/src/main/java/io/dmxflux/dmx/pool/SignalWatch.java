// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.sys.Poll;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sees from another thread that a subscriber keeps the thread of the signals, while it does: tells {@link
 * PoolEvent.SignalsBlocked}, and counts the time as stalled from when a filled buffer is ready that nobody takes.
 *
 * <p>One daemon thread for all pools, which ends while there is no subscription.
 *
 * <p><b>Threading:</b> {@link #begin} and {@link #end} on the thread that drains.
 */
final class SignalWatch {

    private static final long PERIOD_MILLIS = 250;

    private static final ScheduledThreadPoolExecutor THREAD = thread();

    private final DmxDevice device;
    private final PoolReporter reporter;
    private final StarvedTime starved;
    private final Poll poll = new Poll();
    private @Nullable ScheduledFuture<?> looks;

    /** Guarded by this: the device may be closed from then on. */
    private boolean over;

    SignalWatch(DmxDevice device, PoolReporter reporter, StarvedTime starved) {
        this.device = device;
        this.reporter = reporter;
        this.starved = starved;
    }

    private static ScheduledThreadPoolExecutor thread() {
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "dmxflux-watch");
            thread.setDaemon(true);
            return thread;
        });
        one.setKeepAliveTime(1, TimeUnit.SECONDS);
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    void begin() {
        looks = THREAD.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Waits for a look that is under way, which never waits itself. */
    void end() {
        ScheduledFuture<?> begun = looks;
        if (begun != null) {
            begun.cancel(false); // it leaves the queue at its next time: to remove it takes a lock
            synchronized (this) {
                over = true;
            }
        }
    }

    private void look() {
        long now = System.nanoTime();
        if (reporter.isBlocked(now)) {
            count(now);
            reporter.blocked(now);
        }
    }

    /** While nothing is ready the driver has buffers to fill. */
    private synchronized void count(long nowNanos) {
        if (over) {
            return;
        }
        try {
            if (poll.await(device.descriptor(), -1, 0) && poll.firstReadable()) {
                starved.stalled(starved.emptySeenNanos(), nowNanos);
            } else {
                starved.emptySeen(nowNanos);
            }
        } catch (RuntimeException e) {
            // the device is gone, or was closed under the pool, which the drain is told of
        }
    }
}
