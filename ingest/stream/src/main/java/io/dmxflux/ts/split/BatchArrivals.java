// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Arrivals;
import java.util.Arrays;

/**
 * When the packets of an open batch came: a run of them for each buffer of the input.
 *
 * <p><b>Threading:</b> one thread.
 */
final class BatchArrivals {

    private static final int AT_FIRST = 4;

    private long[] nanos = new long[AT_FIRST];
    private int[] bytes = new int[AT_FIRST];
    private int runs;

    /** When what is added next came. */
    private long nextNanos = System.nanoTime();

    /** What is added from here on came then, or not before what was added last. */
    void came(long cameNanos) {
        nextNanos = runs == 0 ? cameNanos : Math.max(cameNanos, nanos[runs - 1]);
    }

    void add(int length) {
        if (runs > 0 && nanos[runs - 1] == nextNanos) {
            bytes[runs - 1] += length;
            return;
        }
        if (runs == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * runs);
            bytes = Arrays.copyOf(bytes, 2 * runs);
        }
        nanos[runs] = nextNanos;
        bytes[runs++] = length;
    }

    /** Returns those of the first bytes, and forgets these: what is behind them begins the next batch. */
    Arrivals take(int length) {
        int last = 0;
        int before = 0;
        while (before + bytes[last] < length) {
            before += bytes[last++];
        }
        int rest = before + bytes[last] - length;
        bytes[last] -= rest;
        Arrivals taken = Arrivals.at(Arrays.copyOf(nanos, last + 1), Arrays.copyOf(bytes, last + 1));
        bytes[last] = rest;
        int from = rest > 0 ? last : last + 1;
        runs -= from;
        System.arraycopy(nanos, from, nanos, 0, runs);
        System.arraycopy(bytes, from, bytes, 0, runs);
        return taken;
    }

    void clear() {
        runs = 0;
    }
}
