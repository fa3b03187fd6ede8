// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.util.Optional;

/**
 * The one writer of a stream of a log.
 *
 * <p><b>Threading:</b> every method from any thread.
 */
public interface LogWriter extends AutoCloseable {

    /**
     * Returns the epoch that its chunks must have.
     *
     * @return one more than that of the writer before
     */
    int epoch();

    /**
     * Returns the position at which its first chunk goes on.
     *
     * @return the number behind the last datagram that the log had when it was opened for writing
     */
    long firstDatagram();

    /**
     * Appends a chunk. Never blocks: it waits in memory, and the oldest that wait are dropped and counted if there is no room.
     *
     * @param chunk handed over, also if it is refused
     * @throws IllegalArgumentException if it is of another epoch, or not behind the one before
     * @throws IllegalStateException if this is closed
     */
    void append(TsChunk chunk);

    /**
     * Tells whether there is room for two chunks of the longest, which is what a {@link ChunkCutter} makes at most of as many
     * packets as one of them has. Nothing is dropped of who appends only then. Says nothing of whether this is open, so that who
     * waits for room does not wait for ever: appending tells.
     *
     * @return false while as much waits for the engine as may
     */
    boolean hasRoom();

    /**
     * Returns what has become of every packet that was appended.
     *
     * @return the book, now
     */
    LogBook book();

    /**
     * Returns what the writer waits for.
     *
     * @return a phrase for a person; empty while nothing is wrong
     */
    Optional<String> waitsFor();

    /**
     * Writes what waits, in bounded time, also on a thread that is interrupted, and lets another writer in. Closing twice does
     * nothing.
     */
    @Override
    void close();
}
