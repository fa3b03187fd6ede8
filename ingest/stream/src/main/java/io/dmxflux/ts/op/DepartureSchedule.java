// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/**
 * When the bytes of a stream that comes in buffers are due to leave: each buffer is spread over the time that it took to
 * arrive.
 * <pre>
 *   arrivals   |buffer 1   |buffer 2     |buffer 3 |buffer 4
 *   due            1 1 1 1 1 2 2 2 2 2 2 2 3 3 3 3 3 3 4 4 4 4         a reserve behind the arrivals
 *              |reserve|
 * </pre>
 *
 * <p>A buffer is planned at its arrival, behind those before it. Three rules decide how long it is given:
 * <ul>
 *   <li><b>Arrival rate.</b> Its natural time is that of its bytes at the rate of the arrivals, smoothed, see {@link
 *       ArrivalRate}. While no rate is known it is due at once.
 *   <li><b>Reserve.</b> The buffer before should end this long after the arrival: a buffer that comes later than expected
 *       by less leaves no gap. It is a quarter of the natural time and has an upper limit, which may be 0.
 *   <li><b>Squeeze.</b> Where the wait is longer than the reserve, the buffer is given less than its natural time, by a share
 *       of the difference, down to a quarter; where it is shorter, more. The whole difference restores the delay within one
 *       buffer; an eighth of it follows clocks that drift and lets single buffers come early or late without a change of
 *       pace. A buffer that upstream could not hand over for want of demand is given a quarter at once: it came when there
 *       was room, so the measured rate is that of the departures, and would stay as low as it is.
 * </ul>
 * What arrives late is due at once: a schedule never makes up for a pause by a longer delay.
 *
 * <p><b>Who uses which:</b> paced sends of a sink and {@link Pace} keep {@linkplain #withReserve a reserve} and squeeze by an
 * eighth, because what they plan is sent at exactly that time. The splitter of services has {@linkplain #withinOneBuffer
 * none} and squeezes by all of it, because its outputs wait for company anyway, and the input's memory is free already.
 *
 * <p><b>Not taken:</b> pacing by PCR, which needs a programme, follows its errors, and has nothing to say about a multiplex
 * whose programmes have clocks of their own. A fixed rate, which overflows or runs dry as the sender's crystal drifts. A
 * fixed delay from arrival, which keeps the gaps between buffers. A squeeze without a lower limit, which sends a backlog as
 * one burst: the receiver's and the switch's queues are what pacing is for. A quarter is fast enough to end a backlog of
 * {@code n} buffers in {@code n / 3} of their time.
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
     * @param squeeze the share of what the wait is off that a buffer makes up for, 0 to 1
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
     * @param longestDelayNanos the longest that a buffer waits, and the longest that it is spread over; 0 has everything due
     *     at once
     * @return a schedule without any arrivals
     */
    public static DepartureSchedule withinOneBuffer(long longestDelayNanos) {
        return new DepartureSchedule(0, WHOLE_SQUEEZE, longestDelayNanos);
    }

    /**
     * Plans a buffer behind those before, whose plan stands.
     *
     * @param bytes its length; one of 0 bytes is ignored but for the time of its arrival
     * @param nowNanos its arrival
     */
    public void arrived(int bytes, long nowNanos) {
        arrived(bytes, 0, nowNanos);
    }

    /**
     * Plans a buffer behind those before, and hurries what is left of them: it is given down to a quarter of its natural
     * time, until no more than the reserve is left of it. For users of {@link #next} that can send earlier than they were
     * told first.
     *
     * @param bytes the buffer's length
     * @param waitingBytes of the buffers before, those that {@link #next} has not been asked for
     * @param nowNanos the arrival
     */
    public void arrived(int bytes, int waitingBytes, long nowNanos) {
        long natural = begin(bytes, nowNanos);
        long reserve = reserve(natural);
        hurry(waitingBytes, nowNanos + reserve);
        plan(bytes, nowNanos, (long) (natural + (reserve - waitAt(nowNanos)) * squeeze), natural);
        if (waitingBytes == 0) {
            nextNanos = startNanos;
        }
    }

    /**
     * Plans a buffer behind those before, whose plan stands, that upstream had ready but nobody had asked for: it is given a
     * quarter of its natural time.
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
     * Tells whether nothing is known yet of how fast buffers come, so that everything is due at once.
     *
     * @return true until the second buffer
     */
    public boolean isUnknown() {
        return nanosPerByte == 0;
    }

    /**
     * Returns when the first so many bytes of the buffer that came last are to have left.
     *
     * @param bytes from its beginning
     * @return the moment at which the last of them is due
     */
    public long dueNanos(int bytes) {
        return startNanos + (long) (bytes * nanosPerByte);
    }

    /**
     * Returns when the next bytes begin to leave, and goes on behind them. They do not extend over two buffers.
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
     * Returns how far apart the bytes of the buffer that came last leave.
     *
     * @return nanoseconds a byte
     */
    public double nanosPerByte() {
        return nanosPerByte;
    }
}
