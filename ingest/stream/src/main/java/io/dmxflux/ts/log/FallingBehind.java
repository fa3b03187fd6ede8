// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells once that a writer drops what waits for its engine, and once what that has cost, when nothing was dropped for two seconds.
 *
 * <p><b>Threading:</b> one thread, that of the writer.
 */
public final class FallingBehind {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String stream;
    private final Consumer<? super LogEvent> listener;
    private boolean lasts;
    private long sinceNanos;
    private long lastNanos;
    private long knownBytes;
    private long bytesBefore;

    /**
     * A writer that has dropped nothing.
     *
     * @param stream its name
     * @param listener is told
     */
    public FallingBehind(String stream, Consumer<? super LogEvent> listener) {
        this.stream = Check.given(stream, "stream");
        this.listener = Check.given(listener, "listener");
    }

    /**
     * Looks at what is dropped.
     *
     * @param nowNanos of a clock that never steps, in nanoseconds
     * @param lackingBytes what is dropped, all together
     */
    public void look(long nowNanos, long lackingBytes) {
        if (lackingBytes > knownBytes) {
            if (!lasts) {
                lasts = true;
                sinceNanos = nowNanos;
                bytesBefore = knownBytes;
                listener.accept(new LogEvent.FellBehind(stream, lackingBytes - knownBytes));
            }
            knownBytes = lackingBytes;
            lastNanos = nowNanos;
        } else if (nowNanos - lastNanos >= QUIET_NANOS) {
            end();
        }
    }

    /**
     * Leaves out what is told of an outage.
     *
     * @param lackingBytes what is dropped, all together
     */
    public void skip(long lackingBytes) {
        bytesBefore += lackingBytes - knownBytes;
        knownBytes = lackingBytes;
    }

    /**
     * Returns what is told, or will be.
     *
     * @return bytes that were dropped, all together
     */
    public long knownBytes() {
        return knownBytes;
    }

    /** Nothing more is dropped. */
    public void end() {
        if (lasts) {
            lasts = false;
            Duration lasted = Duration.ofNanos(lastNanos - sinceNanos);
            listener.accept(new LogEvent.CaughtUp(stream, lasted, knownBytes - bytesBefore));
        }
    }
}
