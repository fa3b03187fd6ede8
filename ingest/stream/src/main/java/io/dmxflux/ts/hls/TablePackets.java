// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The packets of the last whole section on one PID.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TablePackets {

    private static final int MOST = 24;
    private static final byte[] NONE = {};

    private final byte[] open = new byte[MOST * TsPacket.LENGTH];
    private int length;
    private byte[] whole = NONE;

    /** Takes the next packet of the PID. */
    void add(ByteBuf buffer, int packet) {
        if (TsPacket.payloadUnitStart(buffer, packet)) {
            length = 0;
        }
        if (length < open.length) {
            buffer.getBytes(packet, open, length, TsPacket.LENGTH);
            length += TsPacket.LENGTH;
        }
    }

    /** A sound section has ended in the last packet. */
    void end() {
        whole = Arrays.copyOf(open, length);
    }

    void clear() {
        length = 0;
        whole = NONE;
    }

    /** Returns the packets; none before the first section. They do not change. */
    byte[] packets() {
        return whole;
    }
}
