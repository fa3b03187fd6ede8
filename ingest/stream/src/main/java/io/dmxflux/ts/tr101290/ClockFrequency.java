// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.Pcr;
import org.jspecify.annotations.Nullable;

/**
 * By how much the clock of a PID is fast, by the times at which its PCRs arrive: the slope of a straight line through them, of a
 * minute at a time. Arrivals that jitter are no obstacle, but take longer.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ClockFrequency {

    private static final double WINDOW_SECONDS = 60;
    private static final double SHORTEST_SECONDS = 10;
    private static final double MILLION = 1e6;
    private static final double NANOS = 1e9;
    private static final double MILLIHERTZ_PER_PPM = 27_000;
    private static final double MOST_DRIFT = 75;
    private static final double MOST_TOLERANCE_PPM = 30;

    private long startTicks;
    private long startNanos;
    private double seconds;

    // -- of the line so far, from PCR time to delay
    private long n;
    private double meanX;
    private double meanY;
    private double xx;
    private double xy;
    private double yy;

    private @Nullable Line last;
    private @Nullable Line before;

    /** A minute, or the part of it that there is. */
    private record Line(double offsetPpm, double tolerancePpm) {}

    /** Begins again, behind a jump of the clock or a gap. */
    void restart() {
        n = 0;
        last = null;
        before = null;
    }

    void add(long ticks, long arrivalNanos) {
        if (n == 0) {
            startTicks = ticks;
            startNanos = arrivalNanos;
            meanX = 0;
            meanY = 0;
            xx = 0;
            xy = 0;
            yy = 0;
        }
        seconds = (double) (ticks - startTicks) / Pcr.TICKS_PER_SECOND;
        double delay = (arrivalNanos - startNanos) / NANOS - seconds;
        n++;
        double dx = seconds - meanX;
        double dy = delay - meanY;
        meanX += dx / n;
        meanY += dy / n;
        xx += dx * (seconds - meanX);
        xy += dx * (delay - meanY);
        yy += dy * (delay - meanY);
        if (seconds >= WINDOW_SECONDS) {
            before = last;
            last = line();
            n = 0;
        }
    }

    private Line line() {
        double slope = xy / xx;
        double rest = Math.max(0, yy - slope * xy) / (n - 2);
        return new Line(-slope * MILLION, Math.sqrt(rest / xx) * MILLION);
    }

    /** Returns nothing where the standard error is more than what a clock may be off. */
    private @Nullable Line known() {
        Line line = last != null || n < 3 || seconds < SHORTEST_SECONDS ? last : line();
        return line == null || line.tolerancePpm() > MOST_TOLERANCE_PPM ? null : line;
    }

    @Nullable
    Double offsetPpm() {
        Line line = known();
        return line == null ? null : (Double) line.offsetPpm();
    }

    @Nullable
    Double tolerancePpm() {
        Line line = known();
        return line == null ? null : (Double) line.tolerancePpm();
    }

    /** Returns nothing where the tolerance is more than what may be. */
    @Nullable
    Double driftMilliHertzPerSecond() {
        if (last == null || before == null) {
            return null;
        }
        double factor = MILLIHERTZ_PER_PPM / WINDOW_SECONDS;
        boolean isKnown = (last.tolerancePpm() + before.tolerancePpm()) * factor < MOST_DRIFT;
        return isKnown ? (Double) ((last.offsetPpm() - before.offsetPpm()) * factor) : null;
    }
}
