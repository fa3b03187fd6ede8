// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuityCounterTest {

    private static final int PID = 0x100;

    private final ContinuityCounter counter = new ContinuityCounter();

    @Test
    void countersThatRiseByOneAreContinuousOverTheWrap() {
        for (int i = 7; i < 50; i++) {
            assertThat(see(payload(i))).isTrue();
        }
        expect(0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"3, 5, 1", "14, 1, 2", "3, 2, 14", "15, 15, 0"})
    void gapIsCountedModuloSixteen(int before, int after, int missing) {
        see(payload(before - 1));
        see(payload(before));
        see(payload(after));

        expect(missing == 0 ? 0 : 1, missing, missing == 0 ? 1 : 0);
    }

    @Test
    void errorIsReportedAtThePacketBehindTheGap() {
        assertThat(see(payload(1))).isTrue();
        assertThat(see(payload(4))).isFalse();
        assertThat(see(payload(5))).isTrue();
    }

    @Test
    void onePacketMayComeTwiceButNotThreeTimes() {
        see(payload(1));
        see(payload(2));
        assertThat(see(payload(2))).isTrue();
        expect(0, 0, 1);
        assertThat(see(payload(2))).isFalse();
        expect(1, 0, 1);
        assertThat(see(payload(2))).isFalse();
        assertThat(see(payload(3))).isTrue();
        expect(2, 0, 1);
    }

    @Test
    void firstPacketOfAPidMayBeRepeated() {
        see(payload(9));
        see(payload(9));
        see(payload(10));

        expect(0, 0, 1);
    }

    @Test
    void counterStandsStillWithoutPayload() {
        see(payload(1));
        assertThat(see(adaptationOnly(1))).isTrue();
        assertThat(see(adaptationOnly(1))).isTrue();
        assertThat(see(adaptationOnly(1))).isTrue();
        assertThat(see(payload(2))).isTrue();
        expect(0, 0, 0);
    }

    @Test
    void counterThatMovesWithoutPayloadStandsForLostPackets() {
        see(payload(1));
        see(adaptationOnly(3));
        see(payload(4));

        expect(1, 2, 0);
    }

    @Test
    void discontinuityIndicatorExcusesAnyJump() {
        see(payload(1));
        see(payload(9).discontinuity());
        see(payload(10));

        expect(0, 0, 0);
    }

    @Test
    void pidsAreCountedApart() {
        see(payload(1));
        see(CraftedPacket.of(PID + 1).continuity(8));
        see(payload(2));
        see(CraftedPacket.of(PID + 1).continuity(9));

        expect(0, 0, 0);
    }

    @Test
    void nullPacketsAreNotCounted() {
        see(CraftedPacket.of(Pid.NULL).continuity(1));
        see(CraftedPacket.of(Pid.NULL).continuity(5));

        expect(0, 0, 0);
    }

    @Test
    void damagedPacketIsPassedOverAndMissedAtTheNext() {
        see(payload(1));
        assertThat(see(payload(7).transportError())).isTrue();
        assertThat(see(payload(3))).isFalse();
        expect(1, 1, 0);
    }

    @Test
    void reservedControlIsPassedOver() {
        see(payload(1));
        see(payload(9).control(0));
        see(payload(2));

        expect(0, 0, 0);
    }

    @Test
    void resetForgetsCountersAndKeepsTotals() {
        see(payload(1));
        see(payload(4));
        counter.reset();
        see(payload(9));

        expect(1, 2, 0);
    }

    private boolean see(CraftedPacket packet) {
        return counter.check(Unpooled.wrappedBuffer(packet.bytes()), 0);
    }

    private static CraftedPacket payload(int continuity) {
        return CraftedPacket.of(PID).continuity(continuity);
    }

    private static CraftedPacket adaptationOnly(int continuity) {
        return payload(continuity).adaptation(183, 0).control(2);
    }

    private void expect(long errors, long missing, long duplicates) {
        assertThat(counter.errors()).as("errors").isEqualTo(errors);
        assertThat(counter.missingPackets()).as("missing packets").isEqualTo(missing);
        assertThat(counter.duplicates()).as("duplicates").isEqualTo(duplicates);
    }
}
