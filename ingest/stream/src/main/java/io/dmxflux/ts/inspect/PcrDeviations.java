// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.tr101290.StraightLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a series of the PCRs of a PID: how far each is off two straight lines.
 * <pre>
 *   by arrival    the line through the times and the PCRs of a whole run of one clock: what is off is the jitter of the network
 *                 and of this machine
 *   by place      the line through the places in the stream and the PCRs of {@value #BLOCK} in a row without a gap, as 2.4 of
 *                 TR 101 290 is checked here: what is off is the fault of a multiplexer; nothing where the rate is not constant
 * </pre>
 *
 * <p><b>Threading:</b> one thread; used once.
 */
final class PcrDeviations {

    static final int BLOCK = 64;

    /** Fewer in a row tell no line. */
    private static final int LEAST = 16;

    /** Off by more, on average, the bit rate is not constant. */
    private static final double NOT_CONSTANT_MICROS = 100;

    private static final long SHOWN_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final double TICKS_PER_MICRO = Pcr.TICKS_PER_SECOND / 1e6;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS = 1e9;

    private final PcrRing ring;
    private final double[] micros;
    private final @Nullable Double[] byArrival;
    private final @Nullable Double[] byPlace;
    private final StraightLine line = new StraightLine();

    PcrDeviations(PcrRing ring) {
        this.ring = ring;
        micros = new double[ring.size()];
        byArrival = new @Nullable Double[ring.size()];
        byPlace = new @Nullable Double[ring.size()];
    }

    /**
     * Makes the series.
     *
     * @param now by the clock of the PCRs' arrivals
     * @param arrivalsTell whether times of arrival are no more than the PCRs themselves
     */
    ClockSeries series(long now, boolean arrivalsTell) {
        int from = 0;
        while (from < ring.size()) {
            int to = endOfRun(from, PcrRing.OTHER_CLOCK);
            measure(from, to, arrivalsTell);
            from = to;
        }
        List<ClockSeries.Point> points = new ArrayList<>();
        for (int i = 0; i < ring.size(); i++) {
            if (now - ring.nanos(i) <= SHOWN_NANOS) {
                points.add(new ClockSeries.Point(
                        (now - ring.nanos(i)) / NANOS, interval(i), rounded(byArrival[i]), rounded(byPlace[i])));
            }
        }
        return new ClockSeries(ring.pid(), points);
    }

    /** To a nanosecond, which is more than is known. */
    private static @Nullable Double rounded(@Nullable Double micros) {
        return micros == null ? null : (Double) (Math.round(micros * NANOS_PER_MICRO) / NANOS_PER_MICRO);
    }

    private int endOfRun(int from, byte relation) {
        int to = from + 1;
        while (to < ring.size() && ring.relation(to) < relation) {
            to++;
        }
        return to;
    }

    private @Nullable Double interval(int i) {
        return i == 0 || ring.relation(i) == PcrRing.OTHER_CLOCK
                ? null
                : (Double) ((ring.ticks(i) - ring.ticks(i - 1)) / (double) Pcr.TICKS_PER_MILLI);
    }

    private void measure(int from, int to, boolean arrivalsTell) {
        double[] arrivals = new double[ring.size()];
        double[] places = new double[ring.size()];
        for (int i = from; i < to; i++) {
            micros[i] = (ring.ticks(i) - ring.ticks(from)) / TICKS_PER_MICRO;
            arrivals[i] = (ring.nanos(i) - ring.nanos(from)) / NANOS_PER_MICRO;
            places[i] = ring.place(i) - ring.place(from);
        }
        if (arrivalsTell && to - from >= LEAST) {
            fit(micros, arrivals, from, to, byArrival);
        }
        int begin = from;
        while (begin < to) {
            int end = Math.min(to, endOfRun(begin, PcrRing.OTHER_PLACE));
            measurePlaces(places, begin, end);
            begin = end;
        }
    }

    /** Block by block, the last of which reaches back into the one before it. */
    private void measurePlaces(double[] places, int from, int to) {
        for (int begin = from; begin < to; begin += BLOCK) {
            int end = Math.min(to, begin + BLOCK);
            int first = Math.max(from, Math.min(begin, end - BLOCK));
            if (end - first >= LEAST) {
                fit(places, micros, first, end, byPlace);
                dropUnlessConstant(first, end);
            }
        }
    }

    private void fit(double[] x, double[] y, int from, int to, @Nullable Double[] above) {
        line.fit(x, y, new boolean[x.length], from, to);
        for (int i = from; i < to; i++) {
            above[i] = line.above(x[i], y[i]);
        }
    }

    private void dropUnlessConstant(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            Double off = byPlace[i];
            sum += off == null ? 0 : off * off;
        }
        if (Math.sqrt(sum / (to - from)) > NOT_CONSTANT_MICROS) {
            for (int i = from; i < to; i++) {
                byPlace[i] = null;
            }
        }
    }
}
