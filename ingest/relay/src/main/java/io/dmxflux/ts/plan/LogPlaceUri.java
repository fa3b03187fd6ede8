// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogFeed;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.TsLog;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A stream of a log, in a directory or in a cluster. */
sealed interface LogPlaceUri permits LogFolderUri, LogClusterUri {

    /** What a stream of a log can be written as. */
    Set<String> SCHEMES = Set.of(LogFolderUri.SCHEME, LogClusterUri.SCHEME);

    static LogPlaceUri of(StreamUri uri) {
        return uri.scheme().equals(LogFolderUri.SCHEME) ? LogFolderUri.of(uri) : LogClusterUri.of(uri);
    }

    /** Returns the name of the stream. */
    String stream();

    /** Returns the options that it alone has, of an input. */
    Set<String> optionsOfInput();

    /** Returns the options that it alone has, of an output. */
    Set<String> optionsOfOutput();

    /**
     * Opens the log. Nothing is connected until a stream is read or written.
     *
     * @param kept how much is kept of what is written
     * @param listener told of events
     * @return the log, for the caller to close
     * @throws IOException in one line, if what it needs cannot be read
     */
    TsLog open(LogRetention kept, Consumer<? super LogEvent> listener) throws IOException;

    /**
     * Begins to write the stream, or to stand by.
     *
     * @param opened the log, which stays the caller's
     * @return what takes packets, for the caller to close
     * @throws IOException in one line, if the stream cannot be written
     */
    LogFeed feed(TsLog opened) throws IOException;

    /** Tells whether it may be away for a while, and a writer is to wait for it. */
    boolean isElsewhere();

    /** Tells what a reader would have to wait for; empty if nothing is missing. */
    Optional<String> missingToRead();

    /**
     * Tells what a writer would have to wait for; empty if nothing is missing.
     *
     * @param kept how much is to be kept
     */
    Optional<String> missingToWrite(LogRetention kept);

    /**
     * Refuses what can never be.
     *
     * @throws IllegalArgumentException with a phrase, in one line
     */
    void refuseImpossible();

    /** Returns the place, equal for equal ones. */
    Object place();

    /** Tells whether it is the stream of another as well, as far as that can be known. */
    boolean isThatOf(LogPlaceUri other);
}
