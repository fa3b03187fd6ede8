// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/** How fast bytes arrive, smoothed over about eight buffers. Threading: one thread. */
final class ArrivalRate {

    private static final double WEIGHT = 1.0 / 8;

    /** A longer silence is a pause of the stream, and says nothing about its rate. */
    private static final long LONGEST_GAP_NANOS = 1_000_000_000;

    private double nanosPerByte;
    private long lastNanos;
    private boolean begun;

    void arrived(int bytes, long nowNanos) {
        long gap = nowNanos - lastNanos;
        if (begun && gap > 0 && gap < LONGEST_GAP_NANOS && bytes > 0) {
            double latest = (double) gap / bytes;
            nanosPerByte = nanosPerByte == 0 ? latest : nanosPerByte + WEIGHT * (latest - nanosPerByte);
        }
        begun = true;
        lastNanos = nowNanos;
    }

    /** Returns how long so many bytes take to arrive; 0 while that is not known. */
    long nanosFor(int bytes) {
        return (long) (bytes * nanosPerByte);
    }
}
