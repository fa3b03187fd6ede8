// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/** Whole transport packets, each of 188 bytes that begin with 0x47, for one reader. */
interface PacketSource extends AutoCloseable {

    /** What {@link #read} answers after the last packet. */
    int END = StreamFeed.END;

    /**
     * Appends as many packets as fit, or as there are.
     *
     * @param target where they go, from its position on, which advances; it is also read and written behind that
     * @return the bytes appended, a multiple of 188; 0 if no packet fits; {@link #END} after the last one
     */
    int read(ByteBuffer target);

    /** Returns whether there is certainly no further packet. */
    boolean ended();

    @Override
    void close();
}
