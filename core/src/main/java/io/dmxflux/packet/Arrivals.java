// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When the packets of a buffer came, as it was noted where they were received: by the driver, or into a log that is read again.
 * It travels with the buffer, so that who looks at it later, or replays it, goes by the same time.
 * <pre>
 *   | run, at one moment |    run    | run |      one run: what a driver filled; several: the datagrams of a log,
 *                        ^ nanos(0)  ^ nanos(1)      or packets of several such buffers; when a run's last packet came
 * </pre>
 *
 * <p>Slices and duplicates of a buffer carry it, a copy only if it is marked again, as with {@link Loss}. Of a buffer that is not
 * as long as its runs, only the last moment is told.
 *
 * <p><b>Units:</b> nanoseconds of a clock that never goes back: that of {@link System#nanoTime()} of what is received now,
 * otherwise one whose beginning means nothing.
 * <p><b>Threading:</b> immutable.
 */
public final class Arrivals {

    private static final RecordedClock[] NOT_RECORDED = {};

    private final long[] nanos;
    private final int[] bytes;

    /** That of each run; none of what is not recorded. */
    private final RecordedClock[] clocks;

    private Arrivals(long[] nanos, int[] bytes, RecordedClock[] clocks) {
        this.nanos = nanos;
        this.bytes = bytes;
        this.clocks = clocks;
    }

    /**
     * All came at once, now or just now.
     *
     * @param nanos when, on the clock of {@link System#nanoTime()}
     * @return one run, of any length
     */
    public static Arrivals at(long nanos) {
        return new Arrivals(new long[] {nanos}, new int[0], NOT_RECORDED);
    }

    /**
     * They came one run after the other, now or just now.
     *
     * @param nanos when each came, on the clock of {@link System#nanoTime()}; not earlier than the one before
     * @param bytes how long each is
     * @return as many runs
     * @throws IllegalArgumentException if there is none, or not a length for each
     */
    public static Arrivals at(long[] nanos, int[] bytes) {
        return of(nanos, bytes, NOT_RECORDED);
    }

    /**
     * They came one run after the other, in a time that is read again.
     *
     * @param nanos when each came; not earlier than the one before
     * @param bytes how long each is
     * @param clocks what shows when each was recorded
     * @return as many runs
     * @throws IllegalArgumentException if there is none, or not a length and a clock for each
     */
    public static Arrivals recorded(long[] nanos, int[] bytes, RecordedClock[] clocks) {
        if (nanos.length != clocks.length) {
            throw new IllegalArgumentException("clocks: " + clocks.length
                    + " (expected: one for each time, of which there are " + nanos.length + ")");
        }
        return of(nanos, bytes, clocks.clone());
    }

    private static Arrivals of(long[] nanos, int[] bytes, RecordedClock[] clocks) {
        if (nanos.length == 0 || nanos.length != bytes.length) {
            throw new IllegalArgumentException("bytes: " + bytes.length
                    + " (expected: one for each time, of which there are " + nanos.length + ")");
        }
        return new Arrivals(nanos.clone(), nanos.length == 1 ? new int[0] : bytes.clone(), clocks);
    }

    /**
     * Tells whether this is the time of a recording, which is not that of the machine.
     *
     * @return false for what has come just now
     */
    public boolean isRecorded() {
        return clocks.length > 0;
    }

    /**
     * Returns what shows when a run was recorded.
     *
     * @param run its index
     * @return the clock at some moment of the recording
     * @throws IndexOutOfBoundsException if it is not recorded
     */
    public RecordedClock clock(int run) {
        return clocks[run];
    }

    /**
     * Returns how many runs there are.
     *
     * @return 1 or more
     */
    public int runs() {
        return nanos.length;
    }

    /**
     * Returns when a run came.
     *
     * @param run its index
     * @return nanoseconds, see the class
     */
    public long nanos(int run) {
        return nanos[run];
    }

    /**
     * Returns how long a run is, where there are several.
     *
     * @param run its index
     * @return bytes
     */
    public int bytes(int run) {
        return bytes[run];
    }

    /**
     * Finds out when a buffer came, also through slices, duplicates and leak tracking.
     *
     * @param buffer any buffer
     * @return null if nobody has noted it
     */
    public static @Nullable Arrivals of(ByteBuf buffer) {
        for (ByteBuf inner = buffer; inner != null; inner = inner.unwrap()) {
            if (inner instanceof Carrier carrier) {
                return carrier.arrivals().within(buffer.readableBytes());
            }
        }
        return null;
    }

    private Arrivals within(int length) {
        int all = 0;
        for (int run : bytes) {
            all += run;
        }
        if (runs() == 1 || all == length) {
            return this;
        }
        int last = runs() - 1;
        RecordedClock[] clock = isRecorded() ? new RecordedClock[] {clocks[last]} : NOT_RECORDED;
        return new Arrivals(new long[] {nanos[last]}, new int[0], clock);
    }

    /**
     * Notes when a buffer came, in place of what is noted.
     *
     * @param buffer handed over
     * @param arrivals when
     * @return a buffer of the same readable bytes, for {@code buffer}'s owner
     */
    public static ByteBuf mark(ByteBuf buffer, Arrivals arrivals) {
        return new OfArrivals(buffer, Objects.requireNonNull(arrivals, "arrivals"));
    }

    /** A buffer that knows when it came: the pool's, and free to any source, as {@link Loss.Carrier}. */
    public interface Carrier {

        /**
         * Returns when this buffer came.
         *
         * @return the arrivals
         */
        Arrivals arrivals();
    }

    private static final class OfArrivals extends MarkedByteBuf implements Carrier {

        private final Arrivals arrivals;

        OfArrivals(ByteBuf buffer, Arrivals arrivals) {
            super(buffer);
            this.arrivals = arrivals;
        }

        @Override
        public Arrivals arrivals() {
            return arrivals;
        }
    }
}
