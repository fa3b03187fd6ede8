// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsPacketTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 0x100, 0x1FFF, 0xE1AB})
    void aPidIsWrittenAndNothingBesideIt(int pid) {
        byte[] packet = CraftedPacket.of(0x1ABC)
                .continuity(11)
                .payloadUnitStart()
                .transportError()
                .scrambled(3)
                .bytes();
        ByteBuf buffer = Unpooled.wrappedBuffer(CraftedPacket.of(0).bytes(), packet.clone());
        ByteBuf expected = Unpooled.copiedBuffer(buffer);
        int flags = packet[1] & 0xE0;
        expected.setByte(188 + 1, flags | pid >> 8 & 0x1F).setByte(188 + 2, pid);

        TsPacket.setPid(buffer, 188, pid);

        assertThat(TsPacket.pid(buffer, 188)).isEqualTo(pid & 0x1FFF);
        assertThat(buffer).isEqualTo(expected);
    }

    @Test
    void headerFieldsAreReadAtTheGivenIndex() {
        byte[] packet = CraftedPacket.of(0x1ABC)
                .continuity(11)
                .payloadUnitStart()
                .transportError()
                .scrambled(3)
                .bytes();
        ByteBuf buffer = Unpooled.wrappedBuffer(CraftedPacket.of(0).bytes(), packet);

        assertThat(TsPacket.hasSync(buffer, 188)).isTrue();
        assertThat(TsPacket.pid(buffer, 188)).isEqualTo(0x1ABC);
        assertThat(TsPacket.continuityCounter(buffer, 188)).isEqualTo(11);
        assertThat(TsPacket.payloadUnitStart(buffer, 188)).isTrue();
        assertThat(TsPacket.transportError(buffer, 188)).isTrue();
        assertThat(TsPacket.scramblingControl(buffer, 188)).isEqualTo(3);
        assertThat(buffer.readerIndex()).isZero();
    }

    @Test
    void fieldsDoNotSpillIntoEachOther() {
        int transportPriority = 0x2000;
        ByteBuf buffer = Unpooled.wrappedBuffer(
                CraftedPacket.of(transportPriority | 0x1FFF).bytes());

        assertThat(TsPacket.pid(buffer, 0)).isEqualTo(Pid.NULL);
        assertThat(TsPacket.continuityCounter(buffer, 0)).isZero();
        assertThat(TsPacket.payloadUnitStart(buffer, 0)).isFalse();
        assertThat(TsPacket.transportError(buffer, 0)).isFalse();
        assertThat(TsPacket.scramblingControl(buffer, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, false, false, 188", "1, false, true, 4", "2, true, false, 188", "3, true, true, 165"})
    void adaptationFieldControlTellsWhatFollows(int control, boolean field, boolean payload, int payloadOffset) {
        ByteBuf buffer = Unpooled.wrappedBuffer(
                CraftedPacket.of(1).adaptation(160, 0).control(control).bytes());

        assertThat(TsPacket.hasAdaptationField(buffer, 0)).isEqualTo(field);
        assertThat(TsPacket.hasPayload(buffer, 0)).isEqualTo(payload);
        assertThat(TsPacket.payloadOffset(buffer, 0)).isEqualTo(payloadOffset);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 6", "182, 187", "183, 188", "184, 188", "255, 188"})
    void payloadNeverBeginsOutsideThePacket(int adaptationFieldLength, int payloadOffset) {
        ByteBuf buffer = Unpooled.wrappedBuffer(
                CraftedPacket.of(1).adaptation(adaptationFieldLength, 0).bytes());

        assertThat(TsPacket.payloadOffset(buffer, 0)).isEqualTo(payloadOffset);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 184, 255})
    void fieldOfUnsoundLengthHasNoFlags(int length) {
        ByteBuf buffer = Unpooled.wrappedBuffer(
                CraftedPacket.of(1).adaptation(length, 0xFF).bytes());

        assertThat(AdaptationField.length(buffer, 0)).isEqualTo(length);
        assertThat(AdaptationField.discontinuityIndicator(buffer, 0)).isFalse();
        assertThat(AdaptationField.randomAccess(buffer, 0)).isFalse();
        assertThat(AdaptationField.hasPcr(buffer, 0)).isFalse();
        assertThat(AdaptationField.pcrTicks(buffer, 0)).isEqualTo(Pcr.ABSENT);
    }

    @Test
    void flagsAreToldApart() {
        ByteBuf discontinuity =
                Unpooled.wrappedBuffer(CraftedPacket.of(1).adaptation(1, 0x80).bytes());
        ByteBuf randomAccess =
                Unpooled.wrappedBuffer(CraftedPacket.of(1).adaptation(1, 0x40).bytes());

        assertThat(AdaptationField.discontinuityIndicator(discontinuity, 0)).isTrue();
        assertThat(AdaptationField.randomAccess(discontinuity, 0)).isFalse();
        assertThat(AdaptationField.randomAccess(randomAccess, 0)).isTrue();
        assertThat(AdaptationField.discontinuityIndicator(randomAccess, 0)).isFalse();
    }

    @Test
    void packetWithoutAnAdaptationFieldHasNoFlags() {
        ByteBuf buffer = Unpooled.wrappedBuffer(
                CraftedPacket.of(1).adaptation(7, 0xFF).control(1).bytes());

        assertThat(AdaptationField.length(buffer, 0)).isZero();
        assertThat(AdaptationField.hasPcr(buffer, 0)).isFalse();
        assertThat(AdaptationField.discontinuityIndicator(buffer, 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 299, 300, 27_000_000, 0x1_0000_0000L * 300 + 7, Pcr.WRAP_TICKS - 1})
    void everyPcrIsReadBack(long ticks) {
        ByteBuf buffer = Unpooled.wrappedBuffer(CraftedPacket.of(1).pcr(ticks).bytes());

        assertThat(AdaptationField.hasPcr(buffer, 0)).isTrue();
        assertThat(AdaptationField.pcrTicks(buffer, 0)).isEqualTo(ticks);
    }

    @Test
    void pcrNeedsSevenBytesOfField() {
        ByteBuf buffer =
                Unpooled.wrappedBuffer(CraftedPacket.of(1).adaptation(6, 0x10).bytes());

        assertThat(AdaptationField.pcrTicks(buffer, 0)).isEqualTo(Pcr.ABSENT);
    }

    @Test
    void noContentMakesAnAccessorThrow() {
        Random random = new Random(20250601);
        byte[] bytes = new byte[188];
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(bytes);
            assertThatCode(() -> readEverything(buffer)).doesNotThrowAnyException();
            assertThat(TsPacket.payloadOffset(buffer, 0)).isBetween(4, 188);
            assertThat(AdaptationField.pcrTicks(buffer, 0)).isBetween(Pcr.ABSENT, Pcr.WRAP_TICKS - 1);
        }
    }

    private static void readEverything(ByteBuf buffer) {
        TsPacket.pid(buffer, 0);
        TsPacket.payloadUnitStart(buffer, 0);
        TsPacket.transportError(buffer, 0);
        TsPacket.scramblingControl(buffer, 0);
        TsPacket.continuityCounter(buffer, 0);
        TsPacket.payloadOffset(buffer, 0);
        AdaptationField.randomAccess(buffer, 0);
        AdaptationField.discontinuityIndicator(buffer, 0);
        AdaptationField.pcrTicks(buffer, 0);
    }
}
