// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.split.Multiplexer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class ServiceExtractTest {

    /** A PMT may name its own PID for the PCR, or none: neither its packets nor empty ones are the service's. */
    @ParameterizedTest
    @ValueSource(ints = {Pictures.MAP_PID, Pid.NULL, Pictures.PID})
    void aSegmentHasItsTablesOnceWhateverTheyNameForThePcr(int pcrPid) {
        byte[] tables = new Multiplexer()
                .pat(0, new Program(1, Pictures.MAP_PID))
                .pmt(
                        Pictures.MAP_PID,
                        new ProgramMapTable(
                                1,
                                0,
                                pcrPid,
                                Descriptors.EMPTY,
                                List.of(Multiplexer.stream(Pictures.H_264, Pictures.PID))))
                .take();
        ByteBuf multiplex = Unpooled.wrappedBuffer(
                tables,
                CraftedPacket.of(Pictures.PID).bytes(),
                CraftedPacket.of(Pid.NULL).bytes());
        try (ServiceExtract extract = new ServiceExtract(1, 0)) {
            for (int at = 0; at < multiplex.writerIndex(); at += TsPacket.LENGTH) {
                extract.findTables(multiplex, at);
            }
            for (int at = 0; at < multiplex.writerIndex(); at += TsPacket.LENGTH) {
                extract.copy(multiplex, at);
            }
            ByteBuf segment = extract.segment();
            List<Integer> pids = new ArrayList<>();
            for (int at = 0; at < segment.writerIndex(); at += TsPacket.LENGTH) {
                pids.add(TsPacket.pid(segment, at));
            }
            segment.release();
            assertThat(pids).containsExactly(Pid.PAT, Pictures.MAP_PID, Pictures.PID);
        }
    }
}
