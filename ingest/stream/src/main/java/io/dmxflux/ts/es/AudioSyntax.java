// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A codec's audio frames, each with a header that says how long it is. */
interface AudioSyntax {

    /** Bytes from which a frame can be told. */
    int HEADER_LENGTH = 16;

    /**
     * Reads the header of a frame.
     *
     * @param data at least {@link #HEADER_LENGTH} bytes from there
     * @param at index of its first byte
     * @return the frame; null if none can begin there
     */
    @Nullable
    Frame frame(ByteBuf data, int at);

    /**
     * One frame.
     *
     * @param length bytes from its header to the next one
     * @param format what the header says; null if that is said elsewhere, in one of the next
     */
    record Frame(int length, @Nullable AudioFormat format) {}
}
