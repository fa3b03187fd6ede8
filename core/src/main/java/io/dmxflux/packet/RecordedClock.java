// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import java.util.concurrent.TimeUnit;

/**
 * What the clocks of the machine that recorded packets showed at one moment of the time in which they are read again
 * ({@link Arrivals#recorded}), so that a copy has the same times.
 *
 * <p><b>Units:</b> ticks of 27 MHz of a clock that never steps, and the wall clock in milliseconds since 1970. Ticks of two epochs
 * are those of two clocks.
 *
 * @param epoch of who recorded them, 1 or more
 * @param nanos the moment, in the time of the arrivals
 * @param ticks the clock at that moment
 * @param wallMillis the wall clock at that moment
 */
public record RecordedClock(int epoch, long nanos, long ticks, long wallMillis) {

    private static final long TICKS = 27;
    private static final long NANOS_OF_TICKS = 1_000;

    /**
     * Returns the ticks at another moment.
     *
     * @param atNanos a moment in the time of the arrivals, less than ten years from this
     * @return the ticks that the nanoseconds were made of
     */
    public long ticks(long atNanos) {
        return ticks + Math.floorDiv((atNanos - nanos) * TICKS + NANOS_OF_TICKS / 2, NANOS_OF_TICKS);
    }

    /**
     * Returns the wall clock at another moment.
     *
     * @param atNanos a moment in the time of the arrivals
     * @return milliseconds since 1970
     */
    public long wallMillis(long atNanos) {
        return wallMillis + Math.floorDiv(atNanos - nanos, TimeUnit.MILLISECONDS.toNanos(1));
    }

    /**
     * Returns what shows the same at another moment: where the time in which packets are read again has gone on, and theirs has not.
     *
     * @param shownNanos a moment
     * @param atNanos another
     * @return a clock that shows at the other what this shows at the first
     */
    public RecordedClock moved(long shownNanos, long atNanos) {
        return new RecordedClock(epoch, atNanos, ticks(shownNanos), wallMillis(shownNanos));
    }
}
