// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketStampsTest {

    private static final long LAST_PCR = (1L << 33) * 300 - 1;
    private static final long LAST_PTS = (1L << 33) - 1;

    @Test
    void pcrIsReadFromItsBits() {
        ByteBuffer packet = new HandmadeStream().pcr(0x100, 0, 0).toBuffer();
        packet.put(6, new byte[] {(byte) 0x80, 0x00, 0x00, 0x01, (byte) 0xFF, 0x2B});

        assertThat(PacketStamps.pcr(packet, PacketStamps.pcrOffset(packet, 0))).isEqualTo(((1L << 32) + 3) * 300 + 299);
    }

    @Test
    void timestampsAreReadFromTheirBits() {
        ByteBuffer packet = new HandmadeStream().pes(0x100, 0, 0, 0).toBuffer();
        packet.put(13, new byte[] {0x39, 0x00, 0x03, 0x00, 0x05});

        assertThat(PacketStamps.timestamp(packet, PacketStamps.ptsOffset(packet, 0)))
                .isEqualTo((1L << 32) + (1L << 15) + 2);
        assertThat(PacketStamps.dtsOffset(packet, 0)).isEqualTo(18);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 299, 300, 27_000_001, LAST_PCR})
    void pcrIsWrittenAsItIsRead(long ticks) {
        ByteBuffer written =
                new HandmadeStream().pcr(0x100, 0, LAST_PCR - ticks).toBuffer();
        PacketStamps.setPcr(written, 6, ticks);

        assertThat(written).isEqualTo(new HandmadeStream().pcr(0x100, 0, ticks).toBuffer());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x7FFF, 0x8000, 1L << 30, 0x1_5555_AAAAL, LAST_PTS})
    void timestampIsWrittenAsItIsRead(long ticks) {
        ByteBuffer written =
                new HandmadeStream().pes(0x100, 0, LAST_PTS - ticks, 7).toBuffer();
        PacketStamps.setTimestamp(written, 13, ticks);

        assertThat(PacketStamps.timestamp(written, 13)).isEqualTo(ticks);
        assertThat(written)
                .isEqualTo(new HandmadeStream().pes(0x100, 0, ticks, 7).toBuffer());
    }

    @Test
    void everyClockOfAPacketIsShifted() {
        ByteBuffer packets = new HandmadeStream()
                .pcr(0x100, 0, LAST_PCR)
                .pes(0x100, 1, LAST_PTS, 5)
                .toBuffer();
        packets.put(4, (byte) 13).put(5, (byte) 0x18).put(12, new byte[] {0, 0, 0, 0, 0x7E, 9});
        PacketStamps.shiftClocks(packets, 0, 901);
        PacketStamps.shiftClocks(packets, 188, 901);

        assertThat(PacketStamps.pcr(packets, 6)).as("PCR").isEqualTo(900);
        assertThat(PacketStamps.pcr(packets, PacketStamps.opcrOffset(packets, 0)))
                .as("OPCR")
                .isEqualTo(910);
        assertThat(PacketStamps.timestamp(packets, 188 + 13)).as("PTS").isEqualTo(2);
        assertThat(PacketStamps.timestamp(packets, 188 + 18)).as("DTS").isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {184, 200, 255})
    void adaptationFieldThatLeavesThePacketHasNoPcr(int length) {
        ByteBuffer packet = new HandmadeStream().pcr(0x100, 0, 1).toBuffer();
        packet.put(4, (byte) length);

        assertThat(PacketStamps.pcrOffset(packet, 0)).isEqualTo(PacketStamps.ABSENT);
        assertThat(PacketStamps.discontinuityIndicator(packet, 0)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"6, -1, -1", "7, 6, -1", "12, 6, -1", "13, 6, 12", "183, 6, 12"})
    void adaptationFieldTooShortForAPcrHasNone(int length, int pcrOffset, int opcrOffset) {
        ByteBuffer packet = new HandmadeStream().pcr(0x100, 0, 1).toBuffer();
        packet.put(4, (byte) length).put(5, (byte) 0x18);

        assertThat(PacketStamps.pcrOffset(packet, 0)).isEqualTo(pcrOffset);
        assertThat(PacketStamps.opcrOffset(packet, 0)).isEqualTo(opcrOffset);
    }

    @Test
    void timestampsAreOnlyWhereAPesHeaderIs() {
        assertThat(ptsOffsetWith(1, 0x01)).as("no unit begins").isEqualTo(PacketStamps.ABSENT);
        assertThat(ptsOffsetWith(3, 0x90)).as("scrambled").isEqualTo(PacketStamps.ABSENT);
        assertThat(ptsOffsetWith(6, 0x02)).as("a section").isEqualTo(PacketStamps.ABSENT);
        assertThat(ptsOffsetWith(7, 0xBE)).as("padding stream").isEqualTo(PacketStamps.ABSENT);
        assertThat(ptsOffsetWith(10, 0x00)).as("not the optional header").isEqualTo(PacketStamps.ABSENT);
        assertThat(ptsOffsetWith(11, 0x00)).as("no PTS").isEqualTo(PacketStamps.ABSENT);
        assertThat(ptsOffsetWith(12, 4)).as("header too short").isEqualTo(PacketStamps.ABSENT);
        assertThat(ptsOffsetWith(17, 0x00)).as("marker missing").isEqualTo(PacketStamps.ABSENT);
        assertThat(ptsOffsetWith(11, 0x80)).as("a PTS alone").isEqualTo(13);
    }

    @Test
    void pesHeaderCutByTheEndOfItsPacketHasNoTimestamps() {
        ByteBuffer packet = ByteBuffer.wrap(HandmadeStream.header(0x100, true, 3, 0));
        packet.put(4, (byte) 172).put(177, new byte[] {0, 0, 1, (byte) 0xE0, 0, 0, (byte) 0x80, (byte) 0xC0, 10});

        assertThat(PacketStamps.ptsOffset(packet, 0)).isEqualTo(PacketStamps.ABSENT);
    }

    @Test
    void randomPacketsAreShiftedWithoutAnError() {
        Random random = new Random(13818);
        byte[] packet = new byte[188];
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(packet);
            if (i % 2 == 0) {
                packet[4 + 1 + (packet[4] & 0xFF) % 170] = 0;
            }
            PacketStamps.shiftClocks(ByteBuffer.wrap(packet), 0, random.nextInt(Integer.MAX_VALUE));
        }
    }

    private static int ptsOffsetWith(int at, int value) {
        ByteBuffer packet = new HandmadeStream().pes(0x100, 0, 1, 1).toBuffer();
        return PacketStamps.ptsOffset(packet.put(at, (byte) value), 0);
    }
}
