// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.packet.CraftedPacket.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.ContinuityCounter;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.CraftedSection;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class SectionPacketizerTest {

    private final SectionPacketizer packetizer = new SectionPacketizer(0x1234);

    @ParameterizedTest
    @CsvSource({"12, 1", "182, 1", "183, 1", "184, 2", "367, 2", "368, 3", "4096, 23"})
    void sectionTakesAsFewPacketsAsItCan(int length, int packets) {
        ByteBuf out = CraftedPacket.buffer(new byte[0]);

        assertThat(packetizer.packetize(section(length), out)).isEqualTo(packets);
        assertThat(out.readableBytes()).isEqualTo(packets * 188);
        out.release();
    }

    @Test
    void restOfTheLastPacketIsStuffing() {
        ByteBuf out = CraftedPacket.buffer(new byte[0]);
        packetizer.packetize(section(190), out);
        byte[] packets = drain(out);

        assertThat(Arrays.copyOf(packets, 5)).isEqualTo(CraftedSection.hex("47 52 34 10 00"));
        assertThat(Arrays.copyOfRange(packets, 188, 192)).isEqualTo(CraftedSection.hex("47 12 34 11"));
        assertThat(Arrays.copyOfRange(packets, 192 + 7, 376)).hasSize(177).containsOnly(0xFF);
    }

    @Test
    void everyLengthComesBackWithoutAGap() {
        List<byte[]> received = new ArrayList<>();
        SectionAssembler assembler = new SectionAssembler(section -> received.add(section.toByteArray()));
        ContinuityCounter continuity = new ContinuityCounter();
        for (int length = 12; length <= 800; length++) {
            ByteBuf out = CraftedPacket.buffer(new byte[0]);
            packetizer.packetize(section(length), out);
            for (int packet = 0; packet < out.readableBytes(); packet += 188) {
                assertThat(continuity.check(out, packet)).isTrue();
                assembler.packet(out, packet);
            }
            out.release();
            assertThat(received.get(length - 12)).isEqualTo(section(length));
        }
        assertThat(assembler.stats()).isEqualTo(new SectionStats(789, 0, 0, 0));
    }

    @Test
    void pidMustFitAndCarrySomething() {
        assertThatThrownBy(() -> new SectionPacketizer(0x1FFF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PID: 8191 (expected: 0 to 8190)");
        assertThatThrownBy(() -> new SectionPacketizer(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] section(int length) {
        return CraftedSection.of(0x80).bodyOf(length - 12).bytes();
    }
}
