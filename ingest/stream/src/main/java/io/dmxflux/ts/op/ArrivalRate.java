// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/**
 * The rate at which bytes arrive, smoothed over about eight buffers. Time and bytes are each an exponentially weighted sum,
 * and the rate is their quotient, so that buffers of very different sizes, such as reads of a socket, do not distort it.
 *
 * <p>A gap that is much longer than the rate lets expect is mostly a stall of the reader's, behind which a backlog follows:
 * it counts as four times the expected one, or 50 ms where that is more. A stream that has become slower is followed all the
 * same, a few buffers later.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ArrivalRate {

    private static final double KEPT = 7.0 / 8;

    /** A longer gap is a pause of the stream, and does not count for its rate. */
    private static final long LONGEST_GAP_NANOS = 1_000_000_000;

    private static final long MOST_TIMES_EXPECTED = 4;
    private static final long NO_STALL_NANOS = 50_000_000;

    private double nanos;
    private double bytes;
    private long lastNanos;
    private boolean begun;

    /**
     * Adds an arrival.
     *
     * @param moreBytes bytes since the last one
     * @param nowNanos when, on any clock that does not jump
     */
    void arrived(int moreBytes, long nowNanos) {
        long gap = nowNanos - lastNanos;
        if (begun && gap > 0 && gap < LONGEST_GAP_NANOS && moreBytes > 0) {
            long most = Math.max(MOST_TIMES_EXPECTED * nanosFor(moreBytes), NO_STALL_NANOS);
            nanos = nanos * KEPT + Math.min(gap, most);
            bytes = bytes * KEPT + moreBytes;
        }
        begun = true;
        lastNanos = nowNanos;
    }

    /**
     * Returns how long so many bytes take to arrive.
     *
     * @param someBytes how many
     * @return nanoseconds; 0 while the rate is not known
     */
    long nanosFor(int someBytes) {
        return bytes == 0 ? 0 : (long) (someBytes * (nanos / bytes));
    }
}
