// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static io.netty.buffer.Unpooled.wrappedBuffer;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PesHeaderTest {

    private static final long LAST_PTS = (1L << 33) - 1;

    @Test
    void timestampsAreReadFromTheirBits() {
        ByteBuf packet = wrappedBuffer(new HandmadeStream().pes(0x100, 0, 0, 0).toBytes());
        packet.setBytes(13, new byte[] {0x39, 0x00, 0x03, 0x00, 0x05});

        assertThat(PesHeader.timestamp(packet, PesHeader.ptsIndex(packet, 0))).isEqualTo((1L << 32) + (1L << 15) + 2);
        assertThat(PesHeader.dtsIndex(packet, 0)).isEqualTo(18);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x7FFF, 0x8000, 1L << 30, 0x1_5555_AAAAL, LAST_PTS})
    void timestampIsWrittenAsItIsRead(long ticks) {
        ByteBuf written = wrappedBuffer(
                new HandmadeStream().pes(0x100, 0, LAST_PTS - ticks, 7).toBytes());
        PesHeader.setTimestamp(written, 13, ticks);

        assertThat(PesHeader.timestamp(written, 13)).isEqualTo(ticks);
        assertThat(written)
                .isEqualTo(wrappedBuffer(
                        new HandmadeStream().pes(0x100, 0, ticks, 7).toBytes()));
    }

    @Test
    void timestampsAreOnlyWhereAPesHeaderIs() {
        assertThat(ptsIndexWith(1, 0x01)).as("no unit begins").isEqualTo(PesHeader.ABSENT);
        assertThat(ptsIndexWith(3, 0x90)).as("scrambled").isEqualTo(PesHeader.ABSENT);
        assertThat(ptsIndexWith(6, 0x02)).as("a section").isEqualTo(PesHeader.ABSENT);
        assertThat(ptsIndexWith(7, 0xBE)).as("padding stream").isEqualTo(PesHeader.ABSENT);
        assertThat(ptsIndexWith(10, 0x00)).as("not the optional header").isEqualTo(PesHeader.ABSENT);
        assertThat(ptsIndexWith(11, 0x00)).as("no PTS").isEqualTo(PesHeader.ABSENT);
        assertThat(ptsIndexWith(12, 4)).as("header too short").isEqualTo(PesHeader.ABSENT);
        assertThat(ptsIndexWith(17, 0x00)).as("marker missing").isEqualTo(PesHeader.ABSENT);
        assertThat(ptsIndexWith(11, 0x80)).as("a PTS alone").isEqualTo(13);
    }

    @Test
    void pesHeaderCutByTheEndOfItsPacketHasNoTimestamps() {
        ByteBuf packet = wrappedBuffer(HandmadeStream.header(0x100, true, 3, 0));
        packet.setByte(4, 172).setBytes(177, new byte[] {0, 0, 1, (byte) 0xE0, 0, 0, (byte) 0x80, (byte) 0xC0, 10});

        assertThat(PesHeader.ptsIndex(packet, 0)).isEqualTo(PesHeader.ABSENT);
    }

    private static int ptsIndexWith(int at, int value) {
        ByteBuf packet = wrappedBuffer(new HandmadeStream().pes(0x100, 0, 1, 1).toBytes());
        return PesHeader.ptsIndex(packet.setByte(at, value), 0);
    }
}
