// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

/**
 * Follows the program clock of one PID from PCR to PCR, and interpolates its time at any position in the stream.
 * <pre>
 *   position   p0         p1     p2           p              rate  = (b - a) / (p1 - p0)
 *   PCR        a          b      b            .              ticks = that of the last PCR, without wraps
 *   step       FIRST      REGULAR REPEATED                   ticksAt(p) = ticks + (p - p2) x rate
 * </pre>
 * Only a regular step measures the rate: one ahead, by no more than {@link #LONGEST_STEP_TICKS}, and not behind a {@code
 * discontinuity_indicator}. Any other keeps the rate, and the clock goes on from the PCR. The caller decides what a jump
 * means: playback smooths it out, RTP passes it on and marks it, an analysis measures no rate over it.
 *
 * <p><b>Units:</b> positions are packets or bytes, as the caller counts, and rise from PCR to PCR; ticks are of 27 MHz, see
 * {@link Pcr}. Arithmetic is in whole numbers, so that fractions of a tick do not add up.
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.2.2 (arrival of the bytes between two PCRs), 2.4.3.5 (semantics), 2.7.2 (at most 100
 * ms between two PCRs).
 */
public final class PcrClock {

    /**
     * The longest step that measures: one second. The standard's limit of 100 ms is exceeded by many streams; one that
     * pauses for more than a second has been cut.
     */
    public static final long LONGEST_STEP_TICKS = Pcr.TICKS_PER_SECOND;

    /** Positions without a PCR that can be multiplied with the longest step in 64 bits. */
    private static final long LONGEST_PRODUCT = Long.MAX_VALUE / LONGEST_STEP_TICKS;

    private long pcr = Pcr.ABSENT;
    private long ticks;
    private long position;
    private long stepTicks;
    private long stepLength = 1;

    /** How a PCR relates to the one before it. */
    public enum Step {
        /** There is none before it. */
        FIRST,
        /** It measures the rate. */
        REGULAR,
        /** It is equal. */
        REPEATED,
        /** It went back, or too far ahead, or is announced by {@code discontinuity_indicator}. */
        JUMP
    }

    /** A clock that has seen no PCR. */
    public PcrClock() {}

    /**
     * Takes the PID's next PCR.
     *
     * @param pcrTicks its value
     * @param at its position, behind that of the PCR before it
     * @param discontinuity whether {@code discontinuity_indicator} is set in its packet
     * @return how it relates to the one before it
     */
    public Step next(long pcrTicks, long at, boolean discontinuity) {
        boolean first = pcr == Pcr.ABSENT;
        long step = first ? 0 : Pcr.difference(pcrTicks, pcr);
        long length = at - position;
        ticks = first ? pcrTicks : ticks + step;
        pcr = pcrTicks;
        position = at;
        if (first) {
            return Step.FIRST;
        }
        if (discontinuity || step < 0 || step > LONGEST_STEP_TICKS) {
            return Step.JUMP;
        }
        if (step == 0) {
            return Step.REPEATED;
        }
        stepTicks = step;
        stepLength = length;
        return Step.REGULAR;
    }

    /** Expects nothing of the next PCR, which is of another PID or behind a gap. The rate stays. */
    public void interrupt() {
        pcr = Pcr.ABSENT;
    }

    /**
     * Tells whether a PCR equals the last one, as that of a duplicate packet does.
     *
     * @param pcrTicks its value
     * @return true if it is equal
     */
    public boolean repeats(long pcrTicks) {
        return pcrTicks == pcr;
    }

    /** {@return whether a step has measured the rate} */
    public boolean hasRate() {
        return stepTicks != 0;
    }

    /**
     * {@return the time of the last PCR in ticks that go on over the wrap; the first PCR's, or that behind an interruption, as sent}
     */
    public long ticks() {
        return ticks;
    }

    /** {@return the position of the last PCR} */
    public long position() {
        return position;
    }

    /** {@return the ticks of the step that measured the rate; 0 without a rate} */
    public long stepTicks() {
        return stepTicks;
    }

    /** {@return how far the two PCRs of the step that measured the rate are apart, in positions} */
    public long stepLength() {
        return stepLength;
    }

    /**
     * Returns how long a stretch of the stream lasts at the last known rate.
     *
     * @param length in positions, negative for one that ends at the last PCR
     * @return ticks, rounded down; 0 without a rate
     */
    public long ticksIn(long length) {
        if (Math.abs(length) <= LONGEST_PRODUCT) {
            return Math.floorDiv(length * stepTicks, stepLength);
        }
        long whole = Math.floorDiv(length, stepLength) * stepTicks;
        return whole + Math.floorMod(length, stepLength) * stepTicks / stepLength;
    }

    /**
     * Returns the time at a place in the stream, by the last PCR and the last known rate.
     *
     * @param at a position before or behind the last PCR
     * @return ticks
     */
    public long ticksAt(long at) {
        return ticks + ticksIn(at - position);
    }
}
