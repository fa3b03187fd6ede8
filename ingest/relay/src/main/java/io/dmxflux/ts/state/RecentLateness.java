// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.op.Histogram;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How late bursts left in the last minute, of histograms that have all since an output was opened.
 *
 * <p><b>Shape:</b> a look each second; the minute has 60 to 70 of them.
 * <p><b>Holds:</b> seven histograms of each output.
 * <p><b>Threading:</b> one thread at a time.
 */
final class RecentLateness {

    private static final int LOOKS_OF_PART = 10;
    private static final int PARTS = 7;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double HALF = 0.5;
    private static final double MOST = 0.99;

    private final Map<String, Deque<long[]>> before = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private int looks;

    /** Takes the histogram of an output; returns the last minute of it, or null if nothing has left. */
    OutputState.@Nullable Lateness of(String output, Histogram.Counts now) {
        seen.add(output);
        Deque<long[]> parts = before.computeIfAbsent(output, any -> new ArrayDeque<>());
        long[] counts = now.counts();
        if (parts.isEmpty()) {
            parts.add(new long[counts.length]);
        }
        long[] recent = counts.clone();
        long all = 0;
        for (int bucket = 0; bucket < recent.length; bucket++) {
            recent[bucket] = Math.max(0, recent[bucket] - parts.getFirst()[bucket]);
            all += recent[bucket];
        }
        if (looks % LOOKS_OF_PART == 0) {
            parts.add(counts);
            if (parts.size() > PARTS) {
                parts.remove();
            }
        }
        return all == 0
                ? null
                : new OutputState.Lateness(
                        bound(now.bounds(), recent, (long) Math.ceil(HALF * all)),
                        bound(now.bounds(), recent, (long) Math.ceil(MOST * all)),
                        bound(now.bounds(), recent, all));
    }

    /** The bound of the bucket that has the value of this rank; of the last one, which has none, the one before. */
    private static double bound(long[] bounds, long[] counts, long rank) {
        long below = 0;
        int bucket = 0;
        while (bucket < bounds.length - 1 && below + counts[bucket] < rank) {
            below += counts[bucket];
            bucket++;
        }
        return bounds[bucket] / NANOS_PER_SECOND;
    }

    /** To be called after each look: forgets the outputs that were not in it. */
    void looked() {
        looks++;
        before.keySet().retainAll(seen);
        seen.clear();
    }
}
