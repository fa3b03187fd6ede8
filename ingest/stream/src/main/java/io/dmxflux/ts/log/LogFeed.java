// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Takes the packets of a stream into a log as they come: whatever decides which of them are written, and by which writer.
 *
 * <p><b>Threading:</b> {@link #add}, {@link #skip} and {@link #flush} on one thread at a time, the rest from any.
 */
public interface LogFeed extends AutoCloseable {

    /** Instead of a time, where no chunk is being filled. */
    long NONE_OPEN = Long.MAX_VALUE;

    /**
     * Feeds one writer with all that comes.
     *
     * @param writer of the stream, closed with the feed; nothing else may append to it
     * @return the feed
     * @throws IllegalArgumentException if it has a feed already
     */
    static LogFeed to(LogWriter writer) {
        return new WriterFeed(Check.given(writer, "writer"));
    }

    /**
     * Adds packets, without blocking.
     *
     * @param buffer whole packets; stays the caller's
     * @param arrivalTicks when they came, in ticks of 27 MHz of a clock that never steps
     * @param wallMillis the same by the wall clock, milliseconds since 1970
     * @throws IllegalArgumentException if they are not whole packets
     * @throws IllegalStateException if the log or its writer is closed; what was added until then is in the book
     */
    void add(ByteBuf buffer, long arrivalTicks, long wallMillis);

    /**
     * Leaves out the numbers of what is missing before the next packets.
     *
     * @param missing how many datagrams, 1 to {@link ChunkCutter#MOST_MISSING}
     * @throws IllegalArgumentException if it is out of its range
     */
    void skip(long missing);

    /** Ends the chunk that is being filled. */
    void flush();

    /**
     * Returns since when a chunk is being filled.
     *
     * @return when its first packets came, in ticks as they were added; {@link #NONE_OPEN} without one
     */
    long openTicks();

    /**
     * Tells whether there is room for more, as {@link LogWriter#hasRoom}.
     *
     * @return whether what is added now does not make the log drop anything
     */
    boolean hasRoom();

    /**
     * Tells whether something waits to be written. What a standby keeps ready does not.
     *
     * @return false once all that was flushed is written, or will not be
     */
    boolean isWriting();

    /**
     * Returns what has become of every packet that was added; held is also what is in a chunk that is being filled.
     *
     * @return the book, now
     */
    LogBook book();

    /**
     * Returns what is kept ready for a time that may not come, as a standby does.
     *
     * @return bytes of packets, part of what {@link #book} has as held
     */
    default long readyBytes() {
        return 0;
    }

    /**
     * Returns what it waits for.
     *
     * @return a phrase for a person; empty while nothing is wrong
     */
    Optional<String> waitsFor();

    /**
     * Ends the chunk that is being filled, and writes what waits, in bounded time, also on a thread that is interrupted. Closing
     * twice does nothing.
     */
    @Override
    void close();
}
