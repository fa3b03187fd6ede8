// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static io.netty.buffer.Unpooled.wrappedBuffer;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptationFieldTest {

    private static final long LAST_PCR = (1L << 33) * 300 - 1;

    @Test
    void pcrIsReadFromItsBits() {
        ByteBuf packet = wrappedBuffer(new HandmadeStream().pcr(0x100, 0, 0).toBytes());
        packet.setBytes(6, new byte[] {(byte) 0x80, 0x00, 0x00, 0x01, (byte) 0xFF, 0x2B});

        assertThat(AdaptationField.ticks(packet, AdaptationField.pcrIndex(packet, 0)))
                .isEqualTo(((1L << 32) + 3) * 300 + 299);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 299, 300, 27_000_001, LAST_PCR})
    void pcrIsWrittenAsItIsRead(long ticks) {
        ByteBuf written = wrappedBuffer(
                new HandmadeStream().pcr(0x100, 0, LAST_PCR - ticks).toBytes());
        AdaptationField.setTicks(written, 6, ticks);

        assertThat(written)
                .isEqualTo(
                        wrappedBuffer(new HandmadeStream().pcr(0x100, 0, ticks).toBytes()));
    }

    @ParameterizedTest
    @ValueSource(ints = {184, 200, 255})
    void adaptationFieldThatLeavesThePacketHasNoPcr(int length) {
        ByteBuf packet = wrappedBuffer(new HandmadeStream().pcr(0x100, 0, 1).toBytes());
        packet.setByte(4, length);

        assertThat(AdaptationField.pcrIndex(packet, 0)).isEqualTo(AdaptationField.ABSENT);
        assertThat(AdaptationField.discontinuityIndicator(packet, 0)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"6, -1, -1", "7, 6, -1", "12, 6, -1", "13, 6, 12", "183, 6, 12"})
    void adaptationFieldTooShortForAPcrHasNone(int length, int pcrIndex, int opcrIndex) {
        ByteBuf packet = wrappedBuffer(new HandmadeStream().pcr(0x100, 0, 1).toBytes());
        packet.setByte(4, length).setByte(5, 0x18);

        assertThat(AdaptationField.pcrIndex(packet, 0)).isEqualTo(pcrIndex);
        assertThat(AdaptationField.opcrIndex(packet, 0)).isEqualTo(opcrIndex);
    }

    /** Flags for a PCR, an OPCR, a splice countdown, 3 bytes of private data and an extension of 2: 1 + 6 + 6 + 1 + 4 + 3. */
    @ParameterizedTest
    @CsvSource({
        "0x1F, 21, true",
        "0x1F, 20, false",
        "0x10, 6, false",
        "0x10, 7, true",
        "0x08, 7, true",
        "0x08, 6, false",
        "0x04, 2, true",
        "0x04, 1, false",
        "0x80, 1, false",
        "0x01, 1, false",
        "0x02, 1, false",
        "0x1F, 255, false"
    })
    void fieldThatPromisesMoreThanItIsLongHasNoContent(String flags, int length, boolean hasContent) {
        byte[] packet = CraftedPacket.of(1)
                .payload(new byte[184])
                .adaptation(length, Integer.decode(flags))
                .set(19, 3)
                .set(23, 2)
                .bytes();

        assertThat(AdaptationField.hasContent(wrappedBuffer(packet), 0)).isEqualTo(hasContent);
    }
}
