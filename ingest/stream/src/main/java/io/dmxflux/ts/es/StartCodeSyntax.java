// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A header of video that begins at a start code, and ends at one. */
interface StartCodeSyntax {

    /**
     * Tells whether this header begins.
     *
     * @param data bytes
     * @param code index of the byte behind the prefix
     */
    boolean begins(ByteBuf data, int code);

    /**
     * Tells whether the header has ended before.
     *
     * @param data bytes
     * @param code index of the byte behind the prefix of a later start code
     */
    boolean ends(ByteBuf data, int code);

    /**
     * Reads the header.
     *
     * @param data bytes
     * @param from index of the byte behind the prefix
     * @param to index behind its last byte, or behind what there is of it
     * @return the format; null if it makes no sense, or is cut short
     */
    @Nullable
    VideoFormat parse(ByteBuf data, int from, int to);
}
