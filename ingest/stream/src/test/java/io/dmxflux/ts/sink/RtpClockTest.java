// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pcr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Datagrams of seven packets; times are given as timestamps of 90 kHz, PCRs as ticks of 27 MHz. */
class RtpClockTest {

    private static final int FIRST = 1000;
    private static final long SECOND = Pcr.TICKS_PER_SECOND;

    private RtpClock clock = RtpClock.constantRate(FIRST);
    private long nanos = 5_000_000_000L;

    @Test
    void withoutPcrTheSendersClockRuns() {
        assertThat(stamp(plain())).isEqualTo(FIRST);
        nanos += 1_000_000_000L;
        assertThat(stamp(plain())).isEqualTo(FIRST + 90_000);
        assertThat(clock.marker()).isFalse();
    }

    @Test
    void firstPcrDoesNotMakeTheTimestampJump() {
        stamp(plain());
        nanos += 1_000_000_000L;

        assertThat(stamp(pcrAt(0, 7 * SECOND))).isEqualTo(FIRST + 90_000);
        assertThat(clock.marker()).isFalse();
    }

    @Test
    void fromTheSecondPcrOnTheStreamsOwnClockRuns() {
        stamp(pcrAt(0, 7 * SECOND));
        stamp(plain());
        assertThat(stamp(pcrAt(0, 7 * SECOND + 600 * 300))).isEqualTo(FIRST + 600);
        assertThat(stamp(plain())).as("half of what two datagrams took").isEqualTo(FIRST + 900);
        assertThat(stamp(pcrAt(0, 7 * SECOND + 1200 * 300))).isEqualTo(FIRST + 1200);
    }

    @Test
    void timestampIsThatOfTheFirstByteWhereverThePcrIs() {
        stamp(pcrAt(0, 7 * SECOND));
        stamp(pcrAt(0, 7 * SECOND + 700 * 300));

        assertThat(stamp(pcrAt(3, 7 * SECOND + 1700 * 300)))
                .as("three packets before 1700, 100 each")
                .isEqualTo(FIRST + 1400);
    }

    @Test
    void firstPcrInTheMiddleOfADatagramIsNoJumpEither() {
        stamp(plain());

        assertThat(stamp(pcrAt(6, 7 * SECOND))).isEqualTo(FIRST);
        assertThat(clock.marker()).isFalse();
    }

    @Test
    void wrapOfThePcrIsNotSeen() {
        stamp(pcrAt(0, Pcr.WRAP_TICKS - 300 * 300));
        assertThat(stamp(pcrAt(0, Pcr.WRAP_TICKS - 100 * 300))).isEqualTo(FIRST + 200);
        assertThat(stamp(pcrAt(0, 100 * 300))).isEqualTo(FIRST + 400);
        assertThat(clock.marker()).isFalse();
        assertThat(stamp(plain())).isEqualTo(FIRST + 600);
    }

    @Test
    void aPacedStreamsClockGoesOnWithTheSendersWhateverItsRate() {
        clock = RtpClock.paced(FIRST);
        stamp(pcrAt(0, 7 * SECOND));
        nanos += 40_000_000L;
        assertThat(stamp(pcrAt(0, 7 * SECOND + 3_600 * 300))).isEqualTo(FIRST + 3_600);
        for (int datagram = 0; datagram < 20; datagram++) {
            assertThat(stamp(plain())).as("a picture at once").isEqualTo(FIRST + 3_600);
        }
        nanos += 20_000_000L;
        assertThat(stamp(plain())).isEqualTo(FIRST + 5_400);
        nanos += 25_000_000L;
        assertThat(stamp(pcrAt(0, 7 * SECOND + 7_200 * 300))).as("5 ms late").isEqualTo(FIRST + 7_200);
    }

    @Test
    void clockNeverRunsBackwardsBecauseTheRateHasChanged() {
        stamp(pcrAt(0, 0));
        stamp(pcrAt(0, 900 * 300));
        assertThat(stamp(plain())).isEqualTo(FIRST + 1800);

        assertThat(stamp(pcrAt(0, 1500 * 300))).isEqualTo(FIRST + 1800);
        assertThat(clock.marker()).isFalse();
    }

    @Test
    void discontinuityIndicatorIsMarked() {
        stamp(pcrAt(0, 7 * SECOND));
        stamp(pcrAt(0, 7 * SECOND + 300));
        stamp(datagram(0, CraftedPacket.of(1).adaptation(7, 0x90).pcr((7 * SECOND + SECOND / 2) / 300, 0)));

        assertThat(clock.marker()).isTrue();
        stamp(plain());
        assertThat(clock.marker()).isFalse();
    }

    @Test
    void pcrThatGoesBackIsMarkedAndFollowed() {
        stamp(pcrAt(0, 7 * SECOND));
        stamp(pcrAt(0, 7 * SECOND + 200 * 300));

        assertThat(stamp(pcrAt(0, 7 * SECOND - 90_000 * 300L))).isEqualTo(FIRST - 90_000);
        assertThat(clock.marker()).isTrue();
        assertThat(stamp(plain())).as("at the rate before the jump").isEqualTo(FIRST - 90_000 + 200);
    }

    @Test
    void pcrMoreThanASecondAheadIsMarked() {
        stamp(pcrAt(0, 0));
        stamp(pcrAt(0, SECOND));
        assertThat(clock.marker()).isFalse();
        stamp(pcrAt(0, 2 * SECOND + 1));
        assertThat(clock.marker()).isTrue();
    }

    @Test
    void repeatedPcrKeepsTheRate() {
        stamp(pcrAt(0, 0));
        stamp(pcrAt(0, 200 * 300));
        stamp(pcrAt(0, 200 * 300));

        assertThat(stamp(plain())).isEqualTo(FIRST + 400);
    }

    @Test
    void clocksOfOtherProgramsAreNotMixedIn() {
        stamp(pcrAt(0, 0));
        stamp(pcrAt(0, 200 * 300));
        stamp(datagram(0, CraftedPacket.of(2).pcr(5 * SECOND)));

        assertThat(clock.marker()).isFalse();
        assertThat(stamp(plain())).isEqualTo(FIRST + 600);
    }

    @Test
    void anotherProgramTakesOverAfterASecondOfSilence() {
        stamp(pcrAt(0, 0));
        stamp(pcrAt(0, 50_000 * 300));
        stamp(plain());
        assertThat(stamp(plain())).isEqualTo(FIRST + 150_000);

        assertThat(stamp(datagram(0, CraftedPacket.of(2).pcr(777))))
                .as("no jump")
                .isEqualTo(FIRST + 200_000);
        assertThat(clock.marker()).isTrue();
        assertThat(stamp(datagram(0, CraftedPacket.of(2).pcr(777 + 90 * 300)))).isEqualTo(FIRST + 200_090);
    }

    @Test
    void damagedPacketsAreNotLookedAt() {
        stamp(pcrAt(0, 0));
        stamp(pcrAt(0, 200 * 300));
        stamp(datagram(0, CraftedPacket.of(1).pcr(99 * SECOND).transportError()));

        assertThat(clock.marker()).isFalse();
    }

    @Test
    void anotherStreamIsMarkedOnceAndStartsWhereTheLastOneEnded() {
        stamp(pcrAt(0, 7 * SECOND));
        int last = stamp(pcrAt(0, 7 * SECOND + 500 * 300));
        nanos += 60_000_000_000L;

        clock.discontinuity();
        assertThat(stamp(pcrAt(0, 1 * SECOND))).isEqualTo(last);
        assertThat(clock.marker()).isTrue();
        assertThat(stamp(pcrAt(0, 1 * SECOND + 300))).isEqualTo(last + 1);
        assertThat(clock.marker()).isFalse();
    }

    @Test
    void overALossTheSendersClockRunsAndNoRateIsMeasured() {
        stamp(pcrAt(0, 7 * SECOND));
        stamp(pcrAt(0, 7 * SECOND + 600 * 300));
        nanos += 5_000_000_000L;
        clock.gap(nanos);

        assertThat(stamp(plain())).as("5 s later").isEqualTo(FIRST + 600 + 450_000);
        assertThat(clock.marker()).isFalse();
        assertThat(stamp(pcrAt(0, 12 * SECOND + 700 * 300))).isEqualTo(FIRST + 450_700);
        assertThat(clock.marker()).as("the clock goes on").isFalse();
        assertThat(stamp(plain())).as("at the rate before").isEqualTo(FIRST + 451_300);
    }

    @Test
    void aClockThatIsAnotherBehindALossIsMarked() {
        stamp(pcrAt(0, 7 * SECOND));
        stamp(pcrAt(0, 7 * SECOND + 600 * 300));
        clock.gap(nanos);
        stamp(pcrAt(0, 12 * SECOND));
        assertThat(clock.marker()).as("5 s in no time").isTrue();

        clock.gap(nanos);
        stamp(pcrAt(0, 2 * SECOND));
        assertThat(clock.marker()).as("back").isTrue();
    }

    @Test
    void veryFirstDatagramIsNotMarked() {
        clock.discontinuity();
        stamp(plain());

        assertThat(clock.marker()).isFalse();
    }

    private int stamp(ByteBuf datagram) {
        return clock.stamp(datagram, 0, 7 * 188, nanos);
    }

    private static ByteBuf plain() {
        return Unpooled.wrappedBuffer(CraftedPacket.run(1, 7));
    }

    private static ByteBuf pcrAt(int packet, long ticks) {
        return datagram(packet, CraftedPacket.of(1).pcr(ticks));
    }

    private static ByteBuf datagram(int index, CraftedPacket packet) {
        byte[] bytes = CraftedPacket.run(1, 7);
        System.arraycopy(packet.bytes(), 0, bytes, index * 188, 188);
        return Unpooled.wrappedBuffer(bytes);
    }
}
