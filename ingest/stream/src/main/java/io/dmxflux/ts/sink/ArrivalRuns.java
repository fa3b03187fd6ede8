// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.log.WallOffset;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the parts of one buffer after the other came, in a time that never goes back: as it is noted ({@link Arrivals}), or now. A
 * recording that is read again comes now. The wall clock is that of the moment at which they came, not of now: between the two a process
 * may have been stopped, which is no step of a clock.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ArrivalRuns {

    /** What two readings of clocks that nobody set may differ by; a smaller difference would have the times go back. */
    private static final long LEAST_STEP_MILLIS = 10;

    private @Nullable Arrivals arrivals;
    private int run;

    /** Where the run ends, in bytes from the buffer's first on. */
    private int endBytes;

    private long nanos = Long.MIN_VALUE;
    private long wallOffsetMillis = WallOffset.millis();

    /** Goes to the first run of a buffer. */
    void begin(ByteBuf buffer) {
        Arrivals noted = Arrivals.of(buffer);
        arrivals = noted == null || noted.isRecorded() ? null : noted;
        run = -1;
        endBytes = 0;
        next();
        long offset = WallOffset.millis();
        if (Math.abs(offset - wallOffsetMillis) >= LEAST_STEP_MILLIS) {
            wallOffsetMillis = offset;
        }
    }

    /** Returns the bytes that the run has left from there on, in the order of the buffer, and goes to that run. */
    int left(int fromBytes) {
        while (fromBytes >= endBytes) {
            next();
        }
        return endBytes - fromBytes;
    }

    /** Returns when the run came, in ticks of 27 MHz. */
    long ticks() {
        return Pcr.fromNanos(nanos);
    }

    /** Returns when the run came by the wall clock, in milliseconds since 1970. */
    long wallMillis() {
        return wallOffsetMillis + TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private void next() {
        run++;
        Arrivals noted = arrivals;
        if (noted == null) {
            nanos = Math.max(nanos, System.nanoTime());
            endBytes = Integer.MAX_VALUE;
        } else {
            nanos = Math.max(nanos, noted.nanos(run));
            endBytes = run == noted.runs() - 1 ? Integer.MAX_VALUE : endBytes + noted.bytes(run);
        }
    }
}
