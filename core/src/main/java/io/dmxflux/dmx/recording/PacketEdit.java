// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.netty.buffer.ByteBuf;

/**
 * What is changed in the packets of a recording whenever they are read.
 *
 * <p><b>Threading:</b> one recording's; with its reader.
 */
interface PacketEdit {

    /** Plays what was recorded. */
    PacketEdit NONE = (buffer, start, end) -> {};

    /**
     * Changes packets in place, which come in the order of the recording. Their PIDs and continuity counters stay.
     *
     * @param buffer where they lie
     * @param start index of the first one
     * @param end index behind the last one
     */
    void edit(ByteBuf buffer, int start, int end);
}
