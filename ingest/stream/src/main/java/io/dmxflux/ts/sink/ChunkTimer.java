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

    /** A chunk of a recording ends with the next; this is for the last before a pause. */
    private static final long RECORDED_TICKS = 5 * ChunkCutter.MOST_TICKS;

    private static final long TICKS_PER_MICRO = Pcr.TICKS_PER_SECOND / 1_000_000;

    private final LogFeed feed;
    private final ScheduledExecutorService thread;
    private final Consumer<? super Throwable> failed;
    private boolean isSet;

    /** Whether ticks are those of a recording, which are not of now. */
    private boolean isRecorded;

    /** Since when the chunk is open that it is set for, in ticks. */
    private long openedTicks;

    /** A timer that says why a chunk could not be ended. */
    ChunkTimer(LogFeed feed, ScheduledExecutorService thread, Consumer<? super Throwable> failed) {
        this.feed = feed;
        this.thread = thread;
        this.failed = failed;
    }

    /** Sets it for the chunk that is open, unless there is none, or it is set. */
    void set(boolean ofRecording) {
        isRecorded = ofRecording;
        long opened = feed.openTicks();
        if (!isSet && opened != LogFeed.NONE_OPEN) {
            isSet = true;
            openedTicks = opened;
            long left = ofRecording ? RECORDED_TICKS : leftTicks(opened);
            thread.schedule(this::expire, left / TICKS_PER_MICRO, TimeUnit.MICROSECONDS);
        }
    }

    private static long leftTicks(long opened) {
        return Math.min(ChunkCutter.MOST_TICKS, opened + ChunkCutter.MOST_TICKS - Pcr.fromNanos(System.nanoTime()));
    }

    /** A chunk that was begun since has its whole time. */
    private void expire() {
        isSet = false;
        if (feed.openTicks() != openedTicks) {
            set(isRecorded);
            return;
        }
        try {
            feed.flush();
        } catch (RuntimeException | Error e) { // nobody else tells the subscriber
            failed.accept(e);
        }
    }
}
