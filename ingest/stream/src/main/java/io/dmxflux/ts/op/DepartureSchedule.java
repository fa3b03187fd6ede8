// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/**
 * Computes when the bytes of a stream are due to leave: each buffer is spread over the time that it took to arrive.
 * <pre>
 *   arrivals   |buffer 1   |buffer 2     |buffer 3 |buffer 4
 *   due            1 1 1 1 1 2 2 2 2 2 2 2 3 3 3 3 3 3 4 4 4 4         a reserve behind the arrivals
 *              |reserve|
 * </pre>
 *
 * <p>A buffer is scheduled at its arrival, behind those before it. Three rules determine the time over which it is spread:
 * <ul>
 *   <li><b>Arrival rate.</b> Its natural time is that of its bytes at the smoothed rate of arrivals, see {@link
 *       ArrivalRate}. While the rate is unknown it is due at once.
 *   <li><b>Reserve.</b> The buffer before should end this long after the arrival: a buffer that is late by less than that
 *       causes no gap. It is a quarter of the natural time and has an upper limit, which may be 0.
 *   <li><b>Squeeze.</b> Where the wait is longer than the reserve, the buffer is spread over less than its natural time, by
 *       a share of the difference, down to a quarter; where it is shorter, over more. A share of 1 restores the delay within
 *       one buffer. A share of an eighth follows clock drift, and a single early or late buffer hardly changes the pace; it
 *       grows with the natural time, so that a stream of ten buffers a second is back in pace within a second as well. A
 *       buffer that upstream could not emit for lack of demand is given a quarter at once: it arrived when there was room,
 *       so the measured rate is that of the departures, and would stay too low.
 * </ul>
 * A late buffer is due at once: a pause does not make later delays longer.
 *
 * <p><b>Use:</b> paced sinks and {@link Pace} keep {@linkplain #withReserve a reserve} and squeeze by an eighth, because
 * bytes are sent at exactly the scheduled time. The splitter has {@linkplain #withinOneBuffer no reserve} and squeezes by
 * the whole difference, because its outputs batch packets anyway, and have released the input's memory already.
 *
 * <p><b>Rejected:</b> pacing by PCR, which needs a program, follows its errors, and is undefined for a multiplex whose
 * programs have separate clocks. A fixed rate, which overflows or runs dry as the sender's crystal drifts. A fixed delay
 * from arrival, which keeps the gaps between buffers. A squeeze without a lower limit, which sends a backlog as one burst:
 * pacing is meant to protect the queues of receiver and switch. A quarter is fast enough to end a backlog of {@code n}
 * buffers in {@code n / 3} of their time.
 *
 * <p><b>Units:</b> nanoseconds of the caller's clock, which must not jump.
 * <p><b>Threading:</b> one thread.
 */
public final class DepartureSchedule {

    private static final long MOST_RESERVE_NANOS = 3_000_000;
    private static final double RESERVE_SHARE = 0.25;
    private static final double LEAST_SHARE = 0.25;
    private static final double SLOW_SQUEEZE = 1.0 / 8;
    private static final double WHOLE_SQUEEZE = 1;

    /** The natural time of a buffer that is squeezed by the whole difference. */
    private static final double WHOLE_SQUEEZE_NANOS = 200e6;

    private final long mostReserveNanos;
    private final double squeeze;
    private final long longestDelayNanos;
    private final ArrivalRate rate = new ArrivalRate();

    private boolean begun;
    private long startNanos;
    private long endNanos;
    private double nanosPerByte;

    private long nextNanos;
    private int hurriedBytes;
    private double hurriedNanosPerByte;

    /**
     * A schedule without any arrivals.
     *
     * @param mostReserveNanos the longest reserve, 0 for none
     * @param squeeze the share of the difference between wait and reserve that a buffer makes up for, 0 to 1
     * @param longestDelayNanos the longest that a buffer waits, and the longest that it is spread over
     */
    private DepartureSchedule(long mostReserveNanos, double squeeze, long longestDelayNanos) {
        this.mostReserveNanos = mostReserveNanos;
        this.squeeze = squeeze;
        this.longestDelayNanos = longestDelayNanos;
    }

    /**
     * A schedule with a reserve of a quarter of a buffer's time, 3 ms at most, that is restored slowly.
     *
     * @return a schedule without any arrivals
     */
    public static DepartureSchedule withReserve() {
        return new DepartureSchedule(MOST_RESERVE_NANOS, SLOW_SQUEEZE, Long.MAX_VALUE);
    }

    /**
     * A schedule without a reserve: the last byte of a buffer is due one buffer's time after its arrival, and a delay that is
     * longer than that is restored with the next buffer.
     *
     * @param longestDelayNanos the longest that a buffer waits, and the longest that it is spread over; with 0 everything is
     *     due at once
     * @return a schedule without any arrivals
     */
    public static DepartureSchedule withinOneBuffer(long longestDelayNanos) {
        return new DepartureSchedule(0, WHOLE_SQUEEZE, longestDelayNanos);
    }

    /**
     * Schedules a buffer behind those before, whose schedule does not change.
     *
     * @param bytes its length; one of 0 bytes is ignored but for the time of its arrival
     * @param nowNanos its arrival
     */
    public void arrived(int bytes, long nowNanos) {
        arrived(bytes, 0, nowNanos);
    }

    /**
     * Schedules a buffer behind those before, and hurries the bytes of those that are waiting: they are spread over as
     * little as a quarter of their natural time, until no more than the reserve is left. For users of {@link #next} that can
     * send earlier than scheduled first.
     *
     * @param bytes the buffer's length
     * @param waitingBytes bytes of the buffers before that {@link #next} has not returned
     * @param nowNanos the arrival
     */
    public void arrived(int bytes, int waitingBytes, long nowNanos) {
        long natural = begin(bytes, nowNanos);
        long reserve = reserve(natural);
        hurry(waitingBytes, nowNanos + reserve);
        plan(bytes, nowNanos, (long) (natural + (reserve - waitAt(nowNanos)) * squeeze(natural)), natural);
        if (waitingBytes == 0) {
            nextNanos = startNanos;
        }
    }

    /**
     * Schedules a buffer that upstream had ready before it was requested, behind those before, whose schedule does not
     * change: it is spread over a quarter of its natural time.
     *
     * @param bytes the buffer's length
     * @param nowNanos its arrival
     */
    public void arrivedBehind(int bytes, long nowNanos) {
        long natural = begin(bytes, nowNanos);
        plan(bytes, nowNanos, 0, natural);
        nextNanos = startNanos;
    }

    /** Returns the natural time of a buffer that has come. */
    private long begin(int bytes, long nowNanos) {
        rate.arrived(bytes, nowNanos);
        return Math.min(rate.nanosFor(bytes), longestDelayNanos);
    }

    private long reserve(long natural) {
        return (long) Math.min(mostReserveNanos, natural * RESERVE_SHARE);
    }

    /** A slow stream has few buffers a second in which to restore the delay. */
    private double squeeze(long natural) {
        return Math.max(squeeze, Math.min(WHOLE_SQUEEZE, natural / WHOLE_SQUEEZE_NANOS));
    }

    private long waitAt(long nowNanos) {
        return begun ? Math.min(Math.max(0, endNanos - nowNanos), longestDelayNanos) : 0;
    }

    private void plan(int bytes, long nowNanos, long givenNanos, long natural) {
        startNanos = nowNanos + waitAt(nowNanos);
        begun = true;
        endNanos = startNanos + (long) Math.max(natural * LEAST_SHARE, givenNanos);
        nanosPerByte = bytes == 0 ? 0 : (double) (endNanos - startNanos) / bytes;
    }

    private void hurry(int waitingBytes, long untilNanos) {
        hurriedBytes = waitingBytes;
        hurriedNanosPerByte = 0;
        if (waitingBytes > 0) {
            long earliest = nextNanos + (long) (rate.nanosFor(waitingBytes) * LEAST_SHARE);
            endNanos = Math.max(nextNanos, Math.min(endNanos, Math.max(earliest, untilNanos)));
            hurriedNanosPerByte = (double) (endNanos - nextNanos) / waitingBytes;
        }
    }

    /**
     * Tells whether the rate of arrivals is still unknown, so that everything is due at once.
     *
     * @return true until the second buffer
     */
    public boolean isUnknown() {
        return nanosPerByte == 0;
    }

    /**
     * Returns when the first bytes of the last buffer are due to have left.
     *
     * @param bytes how many, from its beginning
     * @return the moment at which the last of them is due
     */
    public long dueNanos(int bytes) {
        return startNanos + (long) (bytes * nanosPerByte);
    }

    /**
     * Returns when the next bytes begin to leave, and advances behind them. They must not extend over two buffers.
     *
     * @param bytes how many
     * @return the moment at which the first of them is due
     */
    public long next(int bytes) {
        if (hurriedBytes > 0) {
            long due = nextNanos;
            hurriedBytes -= bytes;
            nextNanos = hurriedBytes > 0 ? due + (long) (bytes * hurriedNanosPerByte) : startNanos;
            return due;
        }
        long due = nextNanos;
        nextNanos += (long) (bytes * nanosPerByte);
        return due;
    }

    /**
     * Returns the time over which the last buffer is spread.
     *
     * @return nanoseconds
     */
    public long spreadNanos() {
        return endNanos - startNanos;
    }

    /**
     * Returns the interval between the bytes of the last buffer.
     *
     * @return nanoseconds a byte
     */
    public double nanosPerByte() {
        return nanosPerByte;
    }
}
