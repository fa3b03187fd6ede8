// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Writes sections in packets of one PID, with a continuity counter that begins at 0.
 * <pre>
 *   | header, payload_unit_start | pointer_field 0 | 183 bytes |   | header | 184 bytes | ...   | header | rest | 0xFF ... |
 * </pre>
 *
 * <p>Each section begins a packet and is followed by stuffing, so that it is complete with its last packet.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3, 2.4.3.5 and 2.4.4.1.
 */
public final class SectionPacketizer {

    private static final int PAYLOAD_UNIT_START = 0x4000;
    private static final int PAYLOAD_ONLY = 0x10;
    private static final int ADAPTATION_FIELD_ONLY = 0x20;
    private static final int DISCONTINUITY = 0x80;
    private static final int COUNTER_MASK = 0x0F;
    private static final int PAYLOAD_LENGTH = TsPacket.LENGTH - TsPacket.HEADER_LENGTH;

    private static final byte[] STUFFING = stuffing();

    private final int pid;
    private int continuityCounter;

    /**
     * A packetizer that has sent nothing.
     *
     * @param pid the PID of its packets
     * @throws IllegalArgumentException if the PID is not 0 to 0x1FFE
     */
    public SectionPacketizer(int pid) {
        if (pid < 0 || pid >= Pid.NULL) {
            throw new IllegalArgumentException("PID: " + pid + " (expected: 0 to 8190)");
        }
        this.pid = pid;
    }

    /**
     * Appends a section in packets.
     *
     * @param section the whole section
     * @param out written to from its writer index on; the caller's
     * @return how many packets were appended
     */
    public int packetize(byte[] section, ByteBuf out) {
        int packets = 0;
        int at = 0;
        do {
            int room = writeHeader(packets == 0, out);
            int bytes = Math.min(room, section.length - at);
            out.writeBytes(section, at, bytes).writeBytes(STUFFING, 0, room - bytes);
            at += bytes;
            packets++;
        } while (at < section.length);
        return packets;
    }

    /**
     * Begins to count again, with a packet without payload that says so: {@code discontinuity_indicator}.
     *
     * @param out written to from its writer index on, one packet; the caller's
     */
    public void beginAgain(ByteBuf out) {
        out.writeByte(TsPacket.SYNC_BYTE);
        out.writeShort(pid);
        out.writeByte(ADAPTATION_FIELD_ONLY | COUNTER_MASK); // the one before 0
        out.writeByte(PAYLOAD_LENGTH - 1);
        out.writeByte(DISCONTINUITY);
        out.writeBytes(STUFFING, 0, PAYLOAD_LENGTH - 2);
        continuityCounter = 0;
    }

    /** Writes a packet's header and pointer_field, and returns the room for bytes of the section behind them. */
    private int writeHeader(boolean first, ByteBuf out) {
        out.writeByte(TsPacket.SYNC_BYTE);
        out.writeShort(first ? PAYLOAD_UNIT_START | pid : pid);
        out.writeByte(PAYLOAD_ONLY | continuityCounter);
        continuityCounter = continuityCounter + 1 & COUNTER_MASK;
        if (first) {
            out.writeByte(0);
            return PAYLOAD_LENGTH - 1;
        }
        return PAYLOAD_LENGTH;
    }

    private static byte[] stuffing() {
        byte[] stuffing = new byte[PAYLOAD_LENGTH];
        Arrays.fill(stuffing, (byte) TableId.STUFFING);
        return stuffing;
    }
}
