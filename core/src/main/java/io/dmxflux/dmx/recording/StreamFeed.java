// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The input of a simulated tuner: whole transport packets, each with the time at which it is due.
 *
 * <p><b>Units:</b> times are nanoseconds after the feed's first byte, on a clock that the reader keeps. A feed neither
 * sleeps nor reads a clock: the reader asks for the packets that are due by its own time.
 * <p><b>Threading:</b> one reader at a time, on any thread; {@link #close()} by the same reader.
 */
public interface StreamFeed extends AutoCloseable {

    /** Returned by {@link #read} when the stream has ended. */
    int END = -1;

    /**
     * Tells whether the packets have due times.
     *
     * @return false for a feed that is played as fast as buffers are requeued
     */
    boolean isPaced();

    /**
     * Returns when the next packet is due.
     *
     * @return nanoseconds after the feed's first byte; 0 throughout for a feed without a pace, {@link Long#MAX_VALUE}
     *     after the last packet
     */
    long dueNanos();

    /**
     * Copies the packets that are due, in order, as many as fit.
     *
     * @param target where they go, from its position on, which advances by the bytes copied; room for less than one
     *     packet copies nothing
     * @param untilNanos the reader's time: packets due later stay
     * @return the bytes copied, a multiple of 188; 0 if nothing is due or fits; {@link #END} after the last packet
     */
    int read(ByteBuffer target, long untilNanos);

    /**
     * Returns how many bytes belonged to no packet and were skipped; those between packets of 192 or 204 bytes are not
     * counted.
     *
     * @return bytes so far
     */
    default long skippedBytes() {
        return 0;
    }

    /**
     * Tells why the stream has ended early, once {@link #read} has returned {@link #END}: a file has become shorter while it was
     * read.
     *
     * @return one line; empty where nothing is missing
     */
    default Optional<String> shortfall() {
        return Optional.empty();
    }

    /** Closes the file or memory behind the feed. A second call does nothing. */
    @Override
    void close();
}
