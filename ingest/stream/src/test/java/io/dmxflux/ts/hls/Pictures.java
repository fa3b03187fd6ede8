// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.PesHeader;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.split.Multiplexer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service of one stream, picture by picture. */
final class Pictures {

    static final int MAP_PID = 0x100;
    static final int PID = 0x101;
    static final int SOUND_PID = 0x102;

    static final int MPEG_2 = 0x02;
    static final int MPEG_AUDIO = 0x03;
    static final int H_264 = 0x1B;
    static final int HEVC = 0x24;

    private static final int PAYLOAD = 184;

    private final Multiplexer tables = new Multiplexer();
    private final int streamType;
    private final Map<Integer, Integer> counters = new HashMap<>();

    Pictures(int streamType) {
        this.streamType = streamType;
    }

    /** PAT and PMT. */
    byte[] tables() {
        return tables(Multiplexer.stream(streamType, PID));
    }

    /** PAT, and a PMT of those streams. */
    byte[] tables(ElementaryStream... streams) {
        return tables.pat(0, new Program(1, MAP_PID))
                .pmt(MAP_PID, new ProgramMapTable(1, 0, PID, Descriptors.EMPTY, List.of(streams)))
                .take();
    }

    /** A PES packet that begins with some bytes, and goes on with so many packets of nothing. */
    byte[] picture(long ticks, String hex, int packets) {
        return pes(PID, ticks, hex, packets);
    }

    byte[] sound(long ticks) {
        return pes(SOUND_PID, ticks, "fffd", 1);
    }

    byte[] pes(int pid, long ticks, String hex, int packets) {
        ByteBuf header = Unpooled.buffer();
        header.writeBytes(ByteBufUtil.decodeHexDump("000001e0000080800521000100" + "01"));
        PesHeader.setTimestamp(header, 9, ticks & PesHeader.WRAP_TICKS - 1);
        byte[] pes = CraftedPacket.concat(
                ByteBufUtil.getBytes(header), ByteBufUtil.decodeHexDump(hex), new byte[packets * PAYLOAD]);
        pes = Arrays.copyOf(pes, (pes.length + PAYLOAD - 1) / PAYLOAD * PAYLOAD);
        byte[] all = new byte[pes.length / PAYLOAD * TsPacket.LENGTH];
        for (int i = 0; i < pes.length / PAYLOAD; i++) {
            CraftedPacket packet = CraftedPacket.of(pid)
                    .continuity(counters.merge(pid, 1, Integer::sum) & 0xF)
                    .payload(Arrays.copyOfRange(pes, i * PAYLOAD, (i + 1) * PAYLOAD));
            byte[] bytes = (i == 0 ? packet.payloadUnitStart() : packet).bytes();
            System.arraycopy(bytes, 0, all, i * TsPacket.LENGTH, TsPacket.LENGTH);
        }
        return all;
    }
}
