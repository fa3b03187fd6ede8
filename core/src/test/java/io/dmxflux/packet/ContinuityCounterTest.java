// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuityCounterTest {

    private static final int PID = 0x100;

    private final ContinuityCounter counter = new ContinuityCounter();

    /** Asked first whether there is anything to look at, as where a whole buffer is checked. */
    private final ContinuityCounter asked = new ContinuityCounter();

    private long number;

    @AfterEach
    void bothHaveCountedTheSame() {
        assertThat(asked.errors()).isEqualTo(counter.errors());
        assertThat(asked.missingPackets()).isEqualTo(counter.missingPackets());
        assertThat(asked.duplicates()).isEqualTo(counter.duplicates());
    }

    @Test
    void countersThatRiseByOneAreContinuousOverTheWrap() {
        for (int i = 7; i < 50; i++) {
            assertThat(see(payload(i))).isTrue();
        }
        expect(0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"3, 5, 1", "14, 1, 2", "15, 15, 0"})
    void gapIsCountedModuloSixteen(int before, int after, int missing) {
        see(payload(before - 1));
        see(payload(before));
        see(payload(after));

        expect(missing == 0 ? 0 : 1, missing, missing == 0 ? 1 : 0);
    }

    /** In groups as datagrams bring them, each packet with a content of its own. */
    @ParameterizedTest
    @CsvSource({
        "1-7 15-21 8-14 22-30, 0",
        "1 2 4 3 5 6 7 8 9 10, 0",
        "1-4 9-12 5-8 13-40, 0",
        "1-7 15-21 22-28 8-14 29-60, 0",
        "1-7 1-7 8-20, 0",
        "1-7 8-14 1-7 15-40, 0",
        "1-3 2-3 4-40, 0",
        "1-7 15-40, 7",
        "1-7 22-60, 14",
        "1-7 15-21 36-42 22-28 43-90, 14",
        "1-7 22-28 15-21 8-14 29-60, 0",
        "1-7 1-7 15-40, 7",
    })
    void whatIsSwappedOrDoubledIsNotMissing(String order, long missing) {
        for (String group : order.split(" ")) {
            String[] ends = group.split("-");
            for (int number = Integer.parseInt(ends[0]); number <= Integer.parseInt(ends[ends.length - 1]); number++) {
                see(payload(number).set(6, number));
            }
        }

        assertThat(counter.missingPackets()).isEqualTo(missing);
    }

    /** Where something begins in each packet, as of tables: its first bytes are all the same, and those in the middle are not. */
    @ParameterizedTest
    @CsvSource({"1-7 15-21 8-14 22-30, 0", "1-7 1-7 8-20, 0", "1-7 15-40, 7"})
    void theMiddleOfAPacketTellsItFromOthersWhereSomethingBeginsInIt(String order, long missing) {
        for (String group : order.split(" ")) {
            String[] ends = group.split("-");
            for (int number = Integer.parseInt(ends[0]); number <= Integer.parseInt(ends[ends.length - 1]); number++) {
                see(payload(number).payloadUnitStart().set(99, number));
            }
        }

        assertThat(counter.missingPackets()).isEqualTo(missing);
    }

    /** The gap before is the last thing that happened to it, and a minute ago. */
    @Test
    void aRarePidHasAGapAndNotWhatWasMissingLongAgo() {
        for (int number : new int[] {0, 1, 2, 7, 8, 9}) {
            see(payload(number).set(6, number));
        }
        assertThat(counter.missingPackets()).isEqualTo(4);
        for (int number = 0; number < 2_000; number++) {
            see(CraftedPacket.of(PID + 1).continuity(number));
        }
        see(payload(16 + 4).set(6, 20)); // as 4, which is missing
        see(payload(16 + 5).set(6, 21));

        assertThat(counter.missingPackets()).isEqualTo(4 + 10);
        assertThat(counter.takeNewlyRecovered()).isZero();
    }

    /** 20 000 datagrams of seven packets, every tenth swapped with its neighbour or the next but one, some lost, some doubled. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, false", "4, false", "5, false", "1, true", "2, true", "3, true"})
    void ofADisorderedStreamNeverMoreIsMissingThanIsLost(int seed, boolean alike) {
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        int lost = 0;
        for (int datagram = 0; datagram < 20_000; datagram++) {
            if (random.nextInt(100) < 2) {
                lost++;
            } else {
                order.add(datagram);
                order.addAll(random.nextInt(100) < 2 ? List.of(datagram) : List.of());
            }
        }
        for (int at = 0; at + 2 < order.size(); at += 5 + random.nextInt(10)) {
            Collections.swap(order, at, at + 1 + random.nextInt(2));
        }
        for (int datagram : order) {
            for (int i = 0; i < 7; i++) {
                int number = datagram * 7 + i;
                see(alike ? payload(number) : payload(number).set(6, number).set(5, number >> 8));
            }
        }

        assertThat(counter.missingPackets()).isBetween(alike ? 1L : lost * 3L, lost * 7L);
    }

    /** As where a demodulator marks packets: the counter of one behind a gap is often that of one that was lost a moment ago. */
    @ParameterizedTest
    @CsvSource({"1, 10", "2, 20", "3, 40", "4, 80", "5, 160", "6, 320"})
    void whereSinglePacketsAreLostMostAreMissingAndNeverMore(int seed, int oneOf) {
        Random random = new Random(seed);
        int lost = 0;
        see(payload(0));
        for (int number = 1; number < 50_000; number++) {
            if (random.nextInt(oneOf) == 0) {
                lost++;
            } else {
                see(payload(number).set(6, number).set(5, number >> 8));
                assertThat(counter.missingPackets()).isLessThanOrEqualTo(lost);
            }
        }

        assertThat(counter.missingPackets()).isGreaterThan(lost * 6L / 10);
    }

    @Test
    void errorIsReportedAtThePacketBehindTheGap() {
        assertThat(see(payload(1))).isTrue();
        assertThat(see(payload(4))).isFalse();
        assertThat(see(payload(5))).isTrue();
    }

    @Test
    void packetThatComesAgainAfterAnotherIsAnErrorAndNotMissing() {
        see(payload(2));
        see(payload(3));
        see(payload(2));

        expect(1, 0, 0);
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
        asked.reset();
        see(payload(9));

        expect(1, 2, 0);
    }

    private boolean see(CraftedPacket packet) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packet.bytes());
        boolean isRight = counter.check(buffer, 0);
        long head = TsPacket.head(null, buffer, 0);
        number++;
        assertThat(asked.goesOn(head) || asked.check(TsPacket.header(head), buffer, 0, number))
                .isEqualTo(isRight);
        return isRight;
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
