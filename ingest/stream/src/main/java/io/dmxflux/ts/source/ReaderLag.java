// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.log.LogEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells once that what is read live came some time ago, and once that it does not any more. A backlog that is read at once is
 * not told.
 *
 * <p><b>Units:</b> the time at which packets came is that of their writer's wall clock, which is compared with that of this machine: where
 * both are one, it may be set. How long a lag lasts is by a clock that never steps.
 * <p><b>Threading:</b> one thread.
 */
final class ReaderLag {

    private static final long MOST_MILLIS = 5_000;
    private static final long OVER_MILLIS = MOST_MILLIS / 2;
    private static final long SURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String stream;
    private final Consumer<? super LogEvent> listener;
    private boolean lags;
    private boolean told;
    private long sinceNanos;
    private long mostMillis;

    ReaderLag(String stream, Consumer<? super LogEvent> listener) {
        this.stream = stream;
        this.listener = listener;
    }

    /** Looks at what is read now. */
    void look(long cameMillis, long wallMillis, long nanos) {
        long lag = wallMillis - cameMillis;
        if (lag < OVER_MILLIS) {
            end(nanos);
        } else if (lag >= MOST_MILLIS && !lags) {
            lags = true;
            sinceNanos = nanos;
            mostMillis = 0;
        }
        mostMillis = Math.max(mostMillis, lag);
        if (lags && !told && nanos - sinceNanos >= SURE_NANOS) {
            told = true;
            listener.accept(new LogEvent.Lags(stream, Duration.ofMillis(lag)));
        }
    }

    private void end(long nanos) {
        if (told) {
            listener.accept(
                    new LogEvent.IsLive(stream, Duration.ofNanos(nanos - sinceNanos), Duration.ofMillis(mostMillis)));
        }
        lags = false;
        told = false;
    }
}
