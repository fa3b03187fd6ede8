// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Listeners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What writer and readers of a stream share in a process.
 *
 * @param name of the stream
 * @param folder in which its segments are
 * @param label for messages
 * @param edge where the writer wakes readers
 * @param cache of all streams of the log
 * @param told places whose damage was told
 * @param listener told of events
 */
record LogStream(
        String name,
        Path folder,
        String label,
        LiveEdge edge,
        BlockCache cache,
        Set<Place> told,
        Consumer<? super LogEvent> listener) {

    /**
     * Where a file is damaged.
     *
     * @param file a segment's
     * @param offset in it
     */
    record Place(String file, long offset) {}

    /** Of so many places it is remembered that their damage was told. */
    private static final int MOST_TOLD = 1_000;

    static LogStream of(String name, Path directory, BlockCache cache, Consumer<? super LogEvent> listener) {
        return new LogStream(
                name,
                directory.resolve(name),
                "log:" + name + "@" + directory,
                new LiveEdge(),
                cache,
                ConcurrentHashMap.newKeySet(),
                listener);
    }

    /**
     * Refuses to read what was never written.
     *
     * @throws IOException in one line
     */
    void checkThere() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(label + ": no such stream (expected: one that is, or was, written)");
        }
    }

    /** Tells what has happened; damage that several readers meet is told once. */
    void tell(LogEvent event) {
        if (event instanceof LogEvent.Unreadable damage) {
            if (told.size() >= MOST_TOLD || !told.add(new Place(damage.place(), damage.offset()))) {
                return;
            }
        }
        Listeners.tell(listener, event, (same, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
    }
}
