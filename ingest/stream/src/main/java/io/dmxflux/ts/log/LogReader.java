// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of a log, of any engine, from a place on, once.
 *
 * <p><b>Threading:</b> one thread, which blocks; {@link #wake} from any.
 */
public interface LogReader extends AutoCloseable {

    /**
     * Has a reader begin no earlier than a time that has not come yet, as {@link LogStart.At} says.
     *
     * @param start where to begin
     * @param reader from there on, as far as it is there
     * @return the reader, or one that passes over what comes before
     */
    static LogReader from(LogStart start, LogReader reader) {
        return start instanceof LogStart.At at ? new ReaderFromMoment(reader, at.millis()) : reader;
    }

    /**
     * Finds the place to begin at. Called first.
     *
     * @throws IOException in one line, if there is no such stream, or it cannot be read
     */
    void open() throws IOException;

    /**
     * Reads the next chunk, or waits for it in bounded time.
     *
     * @return it, for the caller to release; null if there is none yet, or {@link #wake} was called
     * @throws IOException in one line, if the stream cannot be read
     */
    @Nullable
    TsChunk next() throws IOException;

    /**
     * Reads the next chunk of those that are there already.
     *
     * @return it, for the caller to release; null if there is none
     * @throws IOException in one line, if the stream cannot be read
     */
    @Nullable
    TsChunk nextOfThose() throws IOException;

    /**
     * Waits without reading, until {@link #wake}, or for some time.
     *
     * @throws IOException in one line, if the stream cannot be read
     */
    void rest() throws IOException;

    /** Has the thread that reads, or rests, return soon. */
    void wake();

    @Override
    void close() throws IOException;
}
