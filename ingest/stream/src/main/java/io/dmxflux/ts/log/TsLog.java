// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;

/**
 * A log of streams, each addressed by position and by time: written by one, read by many, also while it is written.
 *
 * <p><b>Closed:</b> every method of one that is closed throws an {@link IllegalStateException}.
 * <p><b>Threading:</b> every method from any thread. Those that throw {@link IOException} read files and may block; on a thread
 * that is interrupted they fail, and leave it interrupted.
 */
public interface TsLog extends AutoCloseable {

    /**
     * Opens a stream for writing: makes it if it is new, mends what the writer before has left behind, and goes on there.
     *
     * @param stream its name: letters, digits, dots, dashes and underscores
     * @return the writer, for the caller to close
     * @throws IOException in one line, if it is being written already, or cannot be
     * @throws IllegalArgumentException if it is no name
     */
    LogWriter write(String stream) throws IOException;

    /**
     * Reads a stream, from a place on, and goes on with what is appended.
     *
     * @param stream its name
     * @param from where to begin
     * @return its chunks, as {@link #read(String, LogStart, LogEnd)}
     */
    default Flux<TsChunk> read(String stream, LogStart from) {
        return read(stream, from, LogEnd.NEVER);
    }

    /**
     * Reads a stream, from a place on, to its end.
     *
     * @param stream its name
     * @param from where to begin
     * @param to where to end
     * @return its chunks in order, each for the subscriber to release, on a thread of each subscription's own. Nothing is read
     *     without demand. Completes at the end, and when the log is closed; fails with an {@link java.io.UncheckedIOException} of one line if
     *     there is no such stream, or it cannot be read. Operators that hold elements, as {@code publishOn}, {@code flatMap} or
     *     {@code delayElements}, do not release what they drop on cancel: behind them is to be
     *     {@code doOnDiscard(TsChunk.class, TsChunk::discard)}
     */
    Flux<TsChunk> read(String stream, LogStart from, LogEnd to);

    /**
     * Finds the position of a time.
     *
     * @param stream its name
     * @param time as {@link LogStart.At}
     * @return the number of the first datagram of the chunk that a reader would begin with; empty if none has come yet
     * @throws IOException if the stream cannot be read
     */
    OptionalLong position(String stream, Instant time) throws IOException;

    /**
     * Finds the time of a position.
     *
     * @param stream its name
     * @param datagram as {@link LogStart.Position}
     * @return when the chunk came that a reader would begin with, by the wall clock; empty if none has come yet
     * @throws IOException if the stream cannot be read
     */
    Optional<Instant> time(String stream, long datagram) throws IOException;

    /**
     * Finds the end of what is there now.
     *
     * @param stream its name
     * @return the position behind the last chunk; empty if none has come yet, or none is kept
     * @throws IOException if the stream cannot be read
     */
    OptionalLong end(String stream) throws IOException;

    /**
     * Tells whether what keeps a stream has answered a reader of it: a cluster takes its time, while its readers wait.
     *
     * @param stream its name
     * @return false as long as no reader has begun; true where there is nothing to wait for
     */
    default boolean isReached(String stream) {
        return true;
    }

    /** Closes all writers, and completes all readers. Closing twice does nothing. */
    @Override
    void close();

    /**
     * Checks a name of a stream, which is the same in every engine.
     *
     * @param stream the name
     * @throws IllegalArgumentException if it is none
     */
    static void checkName(String stream) {
        Check.argument(
                Check.given(stream, "stream").matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                "stream",
                stream,
                "letters, digits, dots, dashes and underscores, up to 100");
    }
}
