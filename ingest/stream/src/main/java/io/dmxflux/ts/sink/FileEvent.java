// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import java.nio.file.Path;
import java.time.Duration;

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
     */
    record Opened(Path file, boolean appended) implements FileEvent {}

    /**
     * The file has gone from its name, and another one is written there from its beginning: it was removed, renamed, or its
     * file system was unmounted, or mounted over. Told when the other one is open.
     *
     * @param file the name
     * @param lackingBytes what the one before had, and this one lacks; 188 to the packet
     */
    record Replaced(Path file, long lackingBytes) implements FileEvent {}

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
