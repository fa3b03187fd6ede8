// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What has become of a file that is written.
 *
 * <p><b>Threading:</b> told on the sink's thread; must not block.
 */
public sealed interface FileEvent {

    /**
     * A file has been opened: the first of a stream, or the next one after a rotation.
     *
     * @param file the file, which has another name than the sink's where that was taken, or rotation asks for it
     * @param appended whether it goes on behind what was there
     * @param cutBytes what is there of the last packet before, which is filled up to 188 bytes with the first buffer; empty
     *     if it is whole
     * @param kept the file that would have been gone on behind, and is no stream of packets of 188 bytes, or may not be read;
     *     empty without one
     */
    record Opened(Path file, boolean appended, OptionalInt cutBytes, Optional<Path> kept) implements FileEvent {

        Opened(Path file, boolean appended) {
            this(file, appended, OptionalInt.empty(), Optional.empty());
        }
    }

    /**
     * The file has gone from its name, and another one is written from its beginning: it was removed, renamed, or its file
     * system was unmounted, or mounted over. Told when the other one is open.
     *
     * @param gone the name that the one before had
     * @param file the one that is written; another name only if it has the time in it
     * @param lackingBytes what the one before had, and this one lacks; 188 to the packet
     */
    record Replaced(Path gone, Path file, long lackingBytes) implements FileEvent {}

    /**
     * Another program has made the file shorter. It goes on at its end.
     *
     * @param file the file
     * @param lackingBytes what is gone; 188 to the packet
     */
    record Truncated(Path file, long lackingBytes) implements FileEvent {}

    /**
     * The file cannot be opened or written. What comes meanwhile is refused and counted, and it is tried again.
     *
     * @param problem why, in a phrase that names the file and what is expected
     */
    record Waits(String problem) implements FileEvent {}

    /**
     * The file is written again after {@link Waits}, and has been for long enough to say so.
     *
     * @param waited from the first refusal to the first buffer that was written
     * @param lackingBytes what was refused in the meantime; 188 to the packet
     */
    record IsBack(Duration waited, long lackingBytes) implements FileEvent {}
}
