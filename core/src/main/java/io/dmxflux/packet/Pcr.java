// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import java.util.concurrent.TimeUnit;

/**
 * Arithmetic on program clock references.
 *
 * <p><b>Units:</b> ticks of the 27 MHz system clock, {@code base x 300 + extension}; the count wraps to 0 after
 * 2<sup>33</sup> x 300 ticks, 26.5 hours. Only differences can be compared, and only within one PID: each program has a
 * clock of its own, and where a clock starts means nothing.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.2.1 (system clock frequency) and 2.4.3.5 (the two parts of the field).
 */
public final class Pcr {

    /** Ticks per second ({@code system_clock_frequency}). */
    public static final long TICKS_PER_SECOND = 27_000_000;

    /** Ticks per millisecond, in which times of arrival are compared with a clock on the wall. */
    public static final long TICKS_PER_MILLI = TICKS_PER_SECOND / 1_000;

    /** Ticks per unit of the 90 kHz base, in which PTS, DTS and RTP time are counted. */
    public static final int TICKS_PER_BASE_UNIT = 300;

    /** The tick at which the count is 0 again. */
    public static final long WRAP_TICKS = (1L << 33) * TICKS_PER_BASE_UNIT;

    /** No PCR: smaller than every real one. */
    public static final long ABSENT = -1;

    private static final long TICKS_PER_MICRO = TICKS_PER_SECOND / TimeUnit.SECONDS.toMicros(1);
    private static final long NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);

    private Pcr() {}

    /**
     * Joins the two parts of the field.
     *
     * @param base {@code program_clock_reference_base}, 33 bits, 90 kHz
     * @param extension {@code program_clock_reference_extension}, 9 bits; above 299 it is out of the standard's range
     *     and carried into the base, so that the result is still a tick
     * @return ticks, 0 to {@link #WRAP_TICKS} - 1
     */
    public static long of(long base, int extension) {
        return (base * TICKS_PER_BASE_UNIT + extension) % WRAP_TICKS;
    }

    /**
     * Returns the shorter way from one PCR to another, over the wrap if need be.
     *
     * @param laterTicks the PCR that is expected to be later
     * @param earlierTicks the PCR that is expected to be earlier
     * @return ticks from {@code earlierTicks} to {@code laterTicks}, less than half a wrap either way; negative if the
     *     clock went back
     */
    public static long difference(long laterTicks, long earlierTicks) {
        long ahead = Math.floorMod(laterTicks - earlierTicks, WRAP_TICKS);
        return ahead < WRAP_TICKS / 2 ? ahead : ahead - WRAP_TICKS;
    }

    /**
     * Turns a span of ticks into time.
     *
     * @param ticks a difference, of less than ten years
     * @return nanoseconds, rounded towards zero
     */
    public static long toNanos(long ticks) {
        return ticks * NANOS_PER_MICRO / TICKS_PER_MICRO;
    }

    /**
     * Turns time into a span of ticks.
     *
     * @param nanos a span, of less than ten years
     * @return ticks, rounded towards zero
     */
    public static long fromNanos(long nanos) {
        return nanos * TICKS_PER_MICRO / NANOS_PER_MICRO;
    }
}
