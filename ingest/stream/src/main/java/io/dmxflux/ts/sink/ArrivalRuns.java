// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Pcr;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * When the parts of one buffer after the other came, in a time that never goes back: as it is noted ({@link Arrivals}), or now. A
 * recording that is read again comes now.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ArrivalRuns {

    private @Nullable Arrivals arrivals;
    private int run;

    /** Where the run ends, in bytes from the buffer's first on. */
    private int endBytes;

    private long nanos = Long.MIN_VALUE;

    /** Goes to the first run of a buffer. */
    void begin(ByteBuf buffer) {
        Arrivals noted = Arrivals.of(buffer);
        arrivals = noted == null || noted.isRecorded() ? null : noted;
        run = -1;
        endBytes = 0;
        next();
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
