// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * The last section of a table in packets of its own: in those of the stream others may begin and end too. Their counters end with
 * that of the stream, so that it goes on from them.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TablePackets {

    private static final int COUNTER_MASK = 0xF;
    private static final byte[] NONE = {};

    private int counter;
    private byte[] packets = NONE;

    /** Takes the next packet of the PID. */
    void packet(ByteBuf buffer, int packet) {
        counter = TsPacket.continuityCounter(buffer, packet);
    }

    /** Takes the section that has ended in the last packet. */
    void section(int pid, Section section) {
        ByteBuf out = Unpooled.buffer();
        int count = new SectionPacketizer(pid).packetize(section.toByteArray(), out);
        for (int i = 0; i < count; i++) {
            TsPacket.setContinuityCounter(out, i * TsPacket.LENGTH, counter - count + 1 + i & COUNTER_MASK);
        }
        packets = ByteBufUtil.getBytes(out);
    }

    void clear() {
        packets = NONE;
    }

    /** Returns the packets; none before the first section. They do not change. */
    byte[] packets() {
        return packets;
    }
}
