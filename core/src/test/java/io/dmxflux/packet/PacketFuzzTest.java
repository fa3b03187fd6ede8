// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** Packets of any content: every index that is found lies in its packet, and what is written back changes nothing. */
class PacketFuzzTest {

    @FuzzTest
    void packets(byte[] bytes) {
        int count = (bytes.length + TsPacket.LENGTH - 1) / TsPacket.LENGTH;
        ByteBuf packets = Unpooled.wrappedBuffer(Arrays.copyOf(bytes, count * TsPacket.LENGTH));
        ContinuityCounter counter = new ContinuityCounter();
        for (int packet = 0; packet < packets.capacity(); packet += TsPacket.LENGTH) {
            packets.setByte(packet, TsPacket.SYNC_BYTE);
            counter.check(packets, packet);
            checkFields(packets, packet);
            checkTimestamps(packets, packet);
        }
        assertThat(counter.errors()).isBetween(0L, (long) count);
        assertThat(counter.missingPackets()).isGreaterThanOrEqualTo(0);
    }

    private static void checkFields(ByteBuf packets, int packet) {
        ByteBuf before = packets.copy(packet, TsPacket.LENGTH);
        expectWithin(packet, packet + TsPacket.payloadOffset(packets, packet), 0);
        TsPacket.setPid(packets, packet, TsPacket.pid(packets, packet));
        TsPacket.setContinuityCounter(packets, packet, TsPacket.continuityCounter(packets, packet));
        rewriteTicks(packets, packet, AdaptationField.pcrIndex(packets, packet));
        rewriteTicks(packets, packet, AdaptationField.opcrIndex(packets, packet));
        if (AdaptationField.hasContent(packets, packet)) {
            ByteBuf alone = Unpooled.buffer(TsPacket.LENGTH);
            int header = AdaptationField.copyAlone(packets, packet, alone, 0);
            assertThat(TsPacket.header(alone, 0)).isEqualTo(header);
            assertThat(TsPacket.hasPayload(alone, 0)).isFalse();
            assertThat(AdaptationField.pcrTicks(alone, 0)).isEqualTo(AdaptationField.pcrTicks(packets, packet));
        }
        assertThat(packets.slice(packet, TsPacket.LENGTH)).isEqualTo(before);
    }

    /** A tick beyond the extension's 300 is written as another, so only what is sound comes back as it was. */
    private static void rewriteTicks(ByteBuf packets, int packet, int index) {
        if (index != AdaptationField.ABSENT) {
            expectWithin(packet, index, 6);
            long ticks = AdaptationField.ticks(packets, index);
            if (ticks != Pcr.ABSENT) {
                assertThat(ticks).isBetween(0L, Pcr.WRAP_TICKS - 1);
                AdaptationField.setTicks(packets.copy(), index, ticks);
            }
        }
    }

    private static void checkTimestamps(ByteBuf packets, int packet) {
        for (int index : new int[] {PesHeader.ptsIndex(packets, packet), PesHeader.dtsIndex(packets, packet)}) {
            if (index != PesHeader.ABSENT) {
                expectWithin(packet, index, 5);
                ByteBuf before = packets.copy(packet, TsPacket.LENGTH);
                long ticks = PesHeader.timestamp(packets, index);
                assertThat(ticks).isBetween(0L, PesHeader.WRAP_TICKS - 1);
                PesHeader.setTimestamp(packets, index, ticks);
                assertThat(packets.slice(packet, TsPacket.LENGTH)).isEqualTo(before);
            }
        }
    }

    private static void expectWithin(int packet, int index, int length) {
        assertThat(index).isBetween(packet + TsPacket.HEADER_LENGTH, packet + TsPacket.LENGTH - length);
    }
}
