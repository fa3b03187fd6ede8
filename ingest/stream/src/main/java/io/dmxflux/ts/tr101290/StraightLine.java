// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

/**
 * The straight line through points, by least squares.
 *
 * <p><b>Threading:</b> one thread; it is fitted again and again.
 */
public final class StraightLine {

    private double slope;
    private double base;

    /** A line that is fitted to nothing. */
    public StraightLine() {}

    /**
     * Finds the line through points with at least two different {@code x}.
     *
     * @param x of each point
     * @param y of each point
     * @param leftOut the points that do not count
     * @param from the first point
     * @param to behind the last point
     */
    public void fit(double[] x, double[] y, boolean[] leftOut, int from, int to) {
        int n = 0;
        double meanX = 0;
        double meanY = 0;
        double xx = 0;
        double xy = 0;
        for (int i = from; i < to; i++) {
            if (!leftOut[i]) {
                n++;
                double dx = x[i] - meanX;
                meanX += dx / n;
                meanY += (y[i] - meanY) / n;
                xx += dx * (x[i] - meanX);
                xy += dx * (y[i] - meanY);
            }
        }
        slope = xy / xx;
        base = meanY - slope * meanX;
    }

    /**
     * Returns how far a point is above the line.
     *
     * @param x of the point
     * @param y of the point
     * @return in the unit of {@code y}; negative below it
     */
    public double above(double x, double y) {
        return y - base - slope * x;
    }
}
