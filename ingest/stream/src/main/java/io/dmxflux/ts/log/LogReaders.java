// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The readers of a log of any engine: each subscription has one of its own, and a thread.
 *
 * <p><b>Threading:</b> every method from any thread.
 */
public final class LogReaders {

    private final Set<LogFlux.Reading> open = ConcurrentHashMap.newKeySet();
    private final LogTime time;
    private volatile boolean closed;

    /** Those of a log that is open, of which there are none yet. */
    public LogReaders() {
        this(LogTime.MACHINE);
    }

    /** The same by other clocks than those of the machine. */
    LogReaders(LogTime time) {
        this.time = time;
    }

    /** Makes a reader, which is not open yet. */
    public interface Maker {

        /**
         * Makes one.
         *
         * @return a reader, for the caller to open and to close
         * @throws IOException in one line, if there can be none now
         */
        LogReader make() throws IOException;
    }

    /** Where a stream ends. */
    public interface End {

        /**
         * Finds it.
         *
         * @return as {@link TsLog#end}
         * @throws IOException in one line, if the stream cannot be read
         */
        OptionalLong datagram() throws IOException;
    }

    /**
     * Reads as {@link TsLog#read} says.
     *
     * @param thread the name of the threads
     * @param maker makes a reader for each subscription
     * @param to where each ends
     * @param there the end of what is there, found on the thread of the reader
     * @return the chunks
     */
    public Flux<TsChunk> read(String thread, Maker maker, LogEnd to, End there) {
        Check.given(to, "to");
        Check.given(there, "there");
        return LogFlux.assembled(new LogFlux(
                Check.given(thread, "thread"),
                Check.given(maker, "maker"),
                () -> new ReadingEnd(to, there, time),
                this));
    }

    /** Those that begin while the log is closed are completed as well. */
    void begins(LogFlux.Reading reading) {
        open.add(reading);
        if (closed) {
            reading.close();
        }
    }

    void ends(LogFlux.Reading reading) {
        open.remove(reading);
    }

    /**
     * Finds what {@link TsLog#position} is.
     *
     * @param maker makes a reader that begins at the time
     * @return the position
     * @throws IOException if the stream cannot be read
     */
    public static OptionalLong position(Maker maker) throws IOException {
        TsChunk first = first(maker);
        if (first == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(first.firstDatagram());
        } finally {
            first.release();
        }
    }

    /**
     * Finds what {@link TsLog#time} is.
     *
     * @param maker makes a reader that begins at the position
     * @return the time
     * @throws IOException if the stream cannot be read
     */
    public static Optional<Instant> time(Maker maker) throws IOException {
        TsChunk first = first(maker);
        if (first == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(first.time());
        } finally {
            first.release();
        }
    }

    private static @Nullable TsChunk first(Maker maker) throws IOException {
        try (LogReader reader = maker.make()) {
            reader.open();
            return reader.nextOfThose();
        }
    }

    /** Completes all of them, and each that begins from now on. */
    public void close() {
        closed = true;
        open.forEach(LogFlux.Reading::close);
    }
}
