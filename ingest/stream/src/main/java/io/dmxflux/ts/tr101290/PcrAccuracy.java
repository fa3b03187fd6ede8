// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.Pcr;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How far the PCRs of a PID are off, by their position in a stream of constant bit rate: of each {@value #BLOCK} in a row, the
 * distance from the straight line through them. Up to a quarter of them may be off without bending that line.
 * <pre>
 *   PCR |              x        off by more than the limit: an error, and left out of the line
 *       |           . '
 *       |       . '
 *       |   . '
 *       +----------------- packets of the stream
 * </pre>
 * Where they are off by more than 100 microseconds on average, the rate is not constant, and nothing is said.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PcrAccuracy {

    static final int BLOCK = 64;

    static final String TOO_FEW = "fewer than " + BLOCK + " PCRs in a row without a gap";
    static final String NOT_CONSTANT = "the bit rate is not constant";

    private static final int MOST_LEFT_OUT = BLOCK / 4;
    private static final double NOT_CONSTANT_TICKS = Pcr.TICKS_PER_SECOND / 10_000.0;

    private double limit;
    private final double[] positions = new double[BLOCK];
    private final double[] ticks = new double[BLOCK];
    private final boolean[] leftOut = new boolean[BLOCK];
    private int size;
    private long firstPosition;
    private long firstTicks;

    private final StraightLine line = new StraightLine();

    private double worst = -1;
    private String reason = TOO_FEW;

    /** Begins again, behind a gap of any PID. */
    void restart() {
        size = 0;
    }

    /** Takes a PCR; returns how many of a block were off by more than a limit. */
    int add(long pcrTicks, long position, long limitNanos) {
        if (size == 0) {
            firstPosition = position;
            firstTicks = pcrTicks;
        }
        positions[size] = position - firstPosition;
        ticks[size] = pcrTicks - firstTicks;
        if (++size < BLOCK) {
            return 0;
        }
        size = 0;
        limit = limitNanos * (Pcr.TICKS_PER_SECOND / 1e9);
        return evaluate();
    }

    private int evaluate() {
        Arrays.fill(leftOut, false);
        fit();
        int most = furthest();
        for (int out = 0; out < MOST_LEFT_OUT && off(most) > limit; out++) {
            leftOut[most] = true;
            fit();
            most = furthest();
        }
        if (off(most) > limit) {
            Arrays.fill(leftOut, false);
            fit();
            if (isNotConstant()) {
                reason = NOT_CONSTANT;
                return 0;
            }
        }
        return count();
    }

    private int count() {
        int errors = 0;
        for (int i = 0; i < BLOCK; i++) {
            worst = Math.max(worst, off(i));
            errors += off(i) > limit ? 1 : 0;
        }
        return errors;
    }

    private boolean isNotConstant() {
        double sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += off(i) * off(i);
        }
        return Math.sqrt(sum / BLOCK) > NOT_CONSTANT_TICKS;
    }

    private void fit() {
        line.fit(positions, ticks, leftOut, 0, BLOCK);
    }

    private int furthest() {
        int most = 0;
        for (int i = 1; i < BLOCK; i++) {
            if (!leftOut[i] && (leftOut[most] || off(i) > off(most))) {
                most = i;
            }
        }
        return most;
    }

    private double off(int i) {
        return Math.abs(line.above(positions[i], ticks[i]));
    }

    /** Returns the most that one was off; empty if that is not known. */
    OptionalLong worstNanos() {
        return worst < 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(worst * 1e9 / Pcr.TICKS_PER_SECOND));
    }

    /** Returns why it is not known. */
    String reason() {
        return reason;
    }
}
