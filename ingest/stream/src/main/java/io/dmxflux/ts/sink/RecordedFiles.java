// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that a sink, or all those of the process that go on with each other's, have written, by the name that was asked
 * for: a stream that comes back goes on in the file it had, and does not begin another.
 *
 * <p><b>Threading:</b> any thread.
 */
final class RecordedFiles {

    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();
    private static final RecordedFiles SHARED = new RecordedFiles(OPEN);

    private final Map<Path, Written> last = new HashMap<>();
    private final Map<Path, Object> keys = new HashMap<>();
    private final Set<Path> open;

    /** Of another process, for tests. */
    RecordedFiles() {
        this(ConcurrentHashMap.newKeySet());
    }

    private RecordedFiles(Set<Path> open) {
        this.open = open;
    }

    /**
     * A file.
     *
     * @param path where it is
     * @param began when this process began to write it
     */
    record Written(Path path, ZonedDateTime began) {}

    /** Returns those of the process. */
    static RecordedFiles shared() {
        return SHARED;
    }

    /** Returns those of one sink, which has written none; what others of the process have open it knows. */
    static RecordedFiles ofOneSink() {
        return new RecordedFiles(OPEN);
    }

    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Returns the file that a stream of this name had last; empty if there was none, or another stream has it open. */
    synchronized Optional<Written> last(Path name) {
        return Optional.ofNullable(last.get(key(name))).filter(file -> !isOpen(file.path()));
    }

    /** Tells whether a stream of this name has had a file, which may be gone. */
    synchronized boolean isKnown(Path name) {
        return last.containsKey(key(name));
    }

    /** Notes that a stream of this name has a file open, whose key is {@code null} for what is no file. */
    synchronized void opened(Path name, Written file, @Nullable Object fileKey) {
        last.put(key(name), file);
        if (fileKey == null) {
            keys.remove(key(name));
        } else {
            keys.put(key(name), fileKey);
        }
        open.add(key(file.path()));
    }

    /** Tells whether the file is the one that a stream of this name had last, and no other has come in its place. */
    synchronized boolean isOwn(Path name, @Nullable Object fileKey) {
        return fileKey != null && fileKey.equals(keys.get(key(name)));
    }

    /** Tells whether a stream of this process has the file open. */
    synchronized boolean isOpen(Path file) {
        return open.contains(key(file));
    }

    synchronized void closed(Path file) {
        open.remove(key(file));
    }
}
