// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often values of which size have occurred, in buckets between fixed bounds.
 *
 * <p><b>Cost:</b> recording is a search among a dozen bounds and two additions: no object, no lock. Nothing is summed up before
 * it is read.
 * <p><b>Threading:</b> one thread records; any thread reads, and sees all that was recorded before some moment shortly before.
 */
public final class Histogram {

    /** Lateness in nanoseconds: 0.1 ms to 1 s, each twice to two and a half times the one before. */
    private static final long[] LATENESS_NANOS = {
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        1_000_000_000
    };

    /** Datagrams of a burst; 49 are the most that one send carries. */
    private static final long[] BURST_DATAGRAMS = {1, 2, 4, 8, 16, 32, 49};

    private final long[] bounds;
    private final long[] counts;
    private long sum;

    /** Written last, so that a reader of it sees the rest. */
    private final AtomicLong recorded = new AtomicLong();

    private Histogram(long[] bounds) {
        this.bounds = bounds;
        this.counts = new long[bounds.length + 1];
    }

    /**
     * Returns a histogram of how late bursts leave.
     *
     * @return an empty one, of nanoseconds
     */
    public static Histogram ofLateness() {
        return new Histogram(LATENESS_NANOS);
    }

    /**
     * Returns a histogram of how long bursts are.
     *
     * @return an empty one, of datagrams
     */
    public static Histogram ofBursts() {
        return new Histogram(BURST_DATAGRAMS);
    }

    /**
     * Records a value.
     *
     * @param value less than 0 is taken as 0
     */
    public void record(long value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket]++;
        sum += Math.max(0, value);
        recorded.lazySet(recorded.get() + 1);
    }

    /**
     * Returns what has been recorded.
     *
     * @return a copy
     */
    public Counts counts() {
        recorded.get();
        return new Counts(bounds, counts, sum);
    }

    /**
     * What a histogram had at one moment.
     *
     * @param bounds the largest value of each bucket but the last, which has none; ascending
     * @param counts how many values are in each bucket, those of the buckets before it not among them
     * @param sum of all values
     */
    public record Counts(long[] bounds, long[] counts, long sum) {

        /**
         * Copies the counts.
         *
         * @param bounds any
         * @param counts one more than bounds
         * @param sum any
         */
        public Counts {
            counts = counts.clone();
        }

        /**
         * Returns how many values there are.
         *
         * @return all of them
         */
        public long count() {
            return Arrays.stream(counts).sum();
        }

        /**
         * Adds those of another histogram with the same bounds.
         *
         * @param more the others
         * @return all
         */
        public Counts plus(Counts more) {
            long[] all = counts.clone();
            Arrays.setAll(all, bucket -> counts[bucket] + more.counts[bucket]);
            return new Counts(bounds, all, sum + more.sum);
        }
    }
}
