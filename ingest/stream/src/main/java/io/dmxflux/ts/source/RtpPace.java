// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

/**
 * How fast the datagrams of one RTP sender follow each other: by arrival, and by the sender's timestamps. Every time limit of
 * the reader follows from it, and so does whether a jump of the sequence number can be a loss.
 *
 * <p><b>Units:</b> nanoseconds; timestamps are 90 kHz and wrap.
 * <p><b>Threading:</b> one event loop.
 */
final class RtpPace {

    private static final long MILLI = 1_000_000;

    /** How long a missing datagram is waited for, unless the stream is slower than that. */
    private static final long SHORTEST_WAIT = 20 * MILLI;

    /** In a slower one, the time of some datagrams up to this: they are swapped with their neighbours. */
    private static final long LONG_WAIT = 40 * MILLI;

    private static final int WAITED_SPACINGS = 8;

    private static final long SHORTEST_SILENCE = 50 * MILLI;
    private static final long LONGEST_SILENCE = 2_000 * MILLI;
    private static final long LONGEST_BURST_GAP = 500 * MILLI;
    private static final long LONGEST_SPACING = 1_000 * MILLI;
    private static final int SILENT_SPACINGS = 4;
    private static final long SHORTEST_PROBATION = 1_000 * MILLI;

    /** A shorter jump is taken for a loss without asking the timestamps, as long as the reordering it may be. */
    private static final int SHORT_JUMP = 16;

    private static final int ENOUGH_STEPS = 32;
    private static final double SHARE = 1.0 / 16;
    private static final double LONGEST_STEP_TICKS = 90_000;
    private static final double LEAST_SHARE_OF_EXPECTED = 0.25;
    private static final double MOST_TIMES_EXPECTED = 8;
    private static final double SLACK_TICKS = 10 * 90_000.0;

    private boolean begun;
    private int newest;
    private int newestTimestamp;
    private long lastNanos;
    private double spacingNanos;
    private double longestGapNanos;
    private double ticks;
    private int steps;

    /** Takes a datagram that belongs to the sequence. */
    void arrived(int sequence, int timestamp, long nowNanos) {
        int ahead = (short) (sequence - newest);
        if (begun && ahead <= 0) {
            return;
        }
        if (begun) {
            learnSpacing(Math.min(nowNanos - lastNanos, LONGEST_SPACING), ahead);
            learnTicks((timestamp - newestTimestamp) / (double) ahead);
        }
        begun = true;
        newest = sequence;
        newestTimestamp = timestamp;
        lastNanos = nowNanos;
    }

    private void learnSpacing(long gapNanos, int ahead) {
        double share = spacingNanos == 0 ? 1 : SHARE;
        spacingNanos += ((double) gapNanos / ahead - spacingNanos) * share;
        longestGapNanos = Math.max(gapNanos, longestGapNanos * (1 - SHARE * SHARE));
    }

    private void learnTicks(double step) {
        if (step >= 0 && step < LONGEST_STEP_TICKS) {
            ticks += (step - ticks) * (steps == 0 ? 1 : SHARE);
            steps++;
        }
    }

    /** Forgets the numbers and timestamps: the sender has begun again. The spacing stays. */
    void restart() {
        begun = false;
        ticks = 0;
        steps = 0;
    }

    /** How long a missing datagram is waited for. */
    long waitNanos() {
        double some = Math.max(SHORTEST_WAIT, Math.min(WAITED_SPACINGS * spacingNanos, LONG_WAIT));
        return (long) Math.max(some, spacingNanos);
    }

    /** How long a sender says nothing before another one is believed to have taken its place. */
    long silenceNanos() {
        double longest = Math.max(SILENT_SPACINGS * spacingNanos, Math.min(2 * longestGapNanos, LONGEST_BURST_GAP));
        return (long) Math.max(SHORTEST_SILENCE, Math.min(longest, LONGEST_SILENCE));
    }

    /** How long a datagram out of sequence waits for one that follows on from it. */
    long probationNanos() {
        return Math.max(SHORTEST_PROBATION, (long) (SILENT_SPACINGS * spacingNanos));
    }

    /**
     * Tells whether the timestamps deny that a datagram belongs to the sequence: it is many numbers ahead without the time
     * for so many, or it is behind and yet newer.
     */
    boolean denies(int sequence, int timestamp) {
        int ahead = (short) (sequence - newest);
        if (steps < ENOUGH_STEPS || ticks < 1 || ahead >= 0 && ahead <= SHORT_JUMP) {
            return false;
        }
        double passed = timestamp - newestTimestamp;
        if (ahead < 0) {
            return passed > 0 && passed < SLACK_TICKS;
        }
        double expected = ahead * ticks;
        return passed < expected * LEAST_SHARE_OF_EXPECTED || passed > expected * MOST_TIMES_EXPECTED + SLACK_TICKS;
    }

    /** Tells whether a datagram can follow on from the newest one, by its number and by its timestamp. */
    boolean followsOn(int sequence, int timestamp) {
        int ahead = (short) (sequence - newest);
        return begun && ahead == 1 && Math.abs((double) (timestamp - newestTimestamp)) < SLACK_TICKS;
    }
}
