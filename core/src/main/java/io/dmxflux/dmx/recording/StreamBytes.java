// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/**
 * The bytes of a recording, readable at any position; {@code toString()} names them in errors.
 *
 * <p><b>Threading:</b> one reader at a time, on any thread.
 */
interface StreamBytes extends AutoCloseable {

    /** Returns how many bytes there are, the same for as long as this is open. */
    long size();

    /**
     * Copies bytes until the target is full or the recording ends.
     *
     * @param target where they go, from its position on, which advances
     * @param position offset of the first, in bytes from the recording's beginning, less than {@link #size()}
     * @return the bytes copied
     */
    int read(ByteBuffer target, long position);

    @Override
    void close();
}
