// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.log.ChunkCutter;
import io.dmxflux.ts.log.LogFeed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends the chunk of a feed when it is old enough. While packets come, the feed does that by itself.
 *
 * <p><b>Threading:</b> the one thread of the executor.
 */
final class ChunkTimer {

    private static final long TICKS_PER_MICRO = Pcr.TICKS_PER_SECOND / 1_000_000;

    private final LogFeed feed;
    private final ScheduledExecutorService thread;
    private final Consumer<? super Throwable> failed;
    private boolean isSet;

    /** Since when the chunk is open that it is set for, in ticks. */
    private long openedTicks;

    /** A timer that says why a chunk could not be ended. */
    ChunkTimer(LogFeed feed, ScheduledExecutorService thread, Consumer<? super Throwable> failed) {
        this.failed = failed;
        this.feed = feed;
        this.thread = thread;
    }

    /** Sets it for the chunk that is open, unless there is none, or it is set. */
    void set() {
        long opened = feed.openTicks();
        if (!isSet && opened != LogFeed.NONE_OPEN) {
            isSet = true;
            openedTicks = opened;
            long left = opened + ChunkCutter.MOST_TICKS - Pcr.fromNanos(System.nanoTime());
            thread.schedule(
                    this::expire, Math.min(left, ChunkCutter.MOST_TICKS) / TICKS_PER_MICRO, TimeUnit.MICROSECONDS);
        }
    }

    /** A chunk that was begun since has its whole time. */
    private void expire() {
        isSet = false;
        if (feed.openTicks() != openedTicks) {
            set();
            return;
        }
        try {
            feed.flush();
        } catch (RuntimeException | Error e) { // nobody else tells the subscriber
            failed.accept(e);
        }
    }
}
