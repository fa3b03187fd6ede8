// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which datagrams of a log the packets of a buffer are. It travels with the buffer, so that every sender of the same log sends
 * the same datagrams, on whatever host, with the same numbers and times.
 *
 * <p>Each has seven packets, but the last of the buffer, which may have fewer. Slices and duplicates of a buffer carry it, as with
 * {@link Loss}, a copy only if it is marked again.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class LoggedDatagrams {

    private final int source;
    private final long first;
    private final boolean begins;
    private final int[] timestamps;

    private LoggedDatagrams(int source, long first, boolean begins, int[] timestamps) {
        this.source = source;
        this.first = first;
        this.begins = begins;
        this.timestamps = timestamps;
    }

    /**
     * Describes the datagrams of a buffer.
     *
     * @param source what stands for the stream
     * @param first the number of the first
     * @param begins whether the times of the first do not go on from those before
     * @param timestamps when each came, 90 kHz
     * @return the same, copied
     */
    public static LoggedDatagrams of(int source, long first, boolean begins, int[] timestamps) {
        return new LoggedDatagrams(source, first, begins, timestamps.clone());
    }

    /**
     * Describes some of them, for a copy.
     *
     * @param datagram the index of the first
     * @param count how many
     * @return those
     */
    public LoggedDatagrams part(int datagram, int count) {
        int[] times = Arrays.copyOfRange(timestamps, datagram, datagram + count);
        return new LoggedDatagrams(source, first + datagram, begins && datagram == 0, times);
    }

    /**
     * Returns what stands for the stream.
     *
     * @return any 32 bits
     */
    public int source() {
        return source;
    }

    /**
     * Returns the number of the first.
     *
     * @return a count that goes on over the whole log
     */
    public long first() {
        return first;
    }

    /**
     * Tells whether the times begin again.
     *
     * @return true for the first datagrams of a writer of the log
     */
    public boolean begins() {
        return begins;
    }

    /**
     * Returns how many there are.
     *
     * @return 1 or more
     */
    public int count() {
        return timestamps.length;
    }

    /**
     * Returns when one came.
     *
     * @param datagram its index in the buffer
     * @return 90 kHz, 32 bits that wrap
     */
    public int timestamp(int datagram) {
        return timestamps[datagram];
    }

    /**
     * Finds out which datagrams a buffer has, also through slices, duplicates and leak tracking.
     *
     * @param buffer any buffer
     * @return null if they are of no log
     */
    public static @Nullable LoggedDatagrams of(ByteBuf buffer) {
        for (ByteBuf inner = buffer; inner != null; inner = inner.unwrap()) {
            if (inner instanceof OfLog ofLog) {
                return ofLog.datagrams;
            }
        }
        return null;
    }

    /**
     * Notes which datagrams a buffer has.
     *
     * @param buffer handed over
     * @param datagrams which
     * @return a buffer of the same readable bytes, for {@code buffer}'s owner
     */
    public static ByteBuf mark(ByteBuf buffer, LoggedDatagrams datagrams) {
        return new OfLog(buffer, Objects.requireNonNull(datagrams, "datagrams"));
    }

    private static final class OfLog extends MarkedByteBuf {

        private final LoggedDatagrams datagrams;

        OfLog(ByteBuf buffer, LoggedDatagrams datagrams) {
            super(buffer);
            this.datagrams = datagrams;
        }
    }
}
