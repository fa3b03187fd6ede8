// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * The PAT of a stream with one service.
 *
 * @param serviceId the service
 * @param mapPid the PID of its PMT
 */
record OneProgram(int serviceId, int mapPid) {

    /** Returns it as one packet, the caller's to release. */
    ByteBuf packet(int counter) {
        ByteBuf out = Unpooled.buffer(TsPacket.LENGTH);
        ProgramAssociationTable table = new ProgramAssociationTable(1, 0, List.of(new Program(serviceId, mapPid)));
        table.toSections().forEach(section -> new SectionPacketizer(Pid.PAT).packetize(section, out));
        TsPacket.setContinuityCounter(out, 0, counter);
        return out;
    }
}
