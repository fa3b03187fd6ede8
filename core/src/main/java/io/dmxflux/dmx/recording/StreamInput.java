// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.netty.buffer.ByteBuf;

/**
 * Bytes that can be read once, such as those of a pipe.
 *
 * <p><b>Threading:</b> one reader.
 */
public interface StreamInput extends AutoCloseable {

    /** Returned by {@link #read} at the end. */
    int END = -1;

    /**
     * Waits for bytes, and appends them.
     *
     * @param target direct memory with room for one byte or more, behind its writer index
     * @return how many bytes were appended; {@link #END} if there will be no more
     */
    int read(ByteBuf target);

    @Override
    void close();
}
