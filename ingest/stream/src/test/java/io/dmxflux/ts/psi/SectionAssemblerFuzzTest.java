// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** Packets of any content: nothing throws, and each section that comes out is whole. */
class SectionAssemblerFuzzTest {

    private long sections;

    @FuzzTest
    void packets(byte[] bytes) {
        sections = 0;
        SectionAssembler assembler = new SectionAssembler(this::take);
        int count = (bytes.length + TsPacket.LENGTH - 1) / TsPacket.LENGTH;
        ByteBuf packets = Unpooled.wrappedBuffer(Arrays.copyOf(bytes, count * TsPacket.LENGTH));
        for (int packet = 0; packet < packets.capacity(); packet += TsPacket.LENGTH) {
            assembler.packet(packets, packet);
        }
        assertThat(assembler.stats().sections()).isEqualTo(sections);
    }

    private void take(Section section) {
        sections++;
        assertThat(section.length()).isBetween(Section.SHORT_HEADER_LENGTH, Section.MAX_LENGTH);
        Section.of(section.toByteArray());
        AnyTable.read(section);
    }
}
