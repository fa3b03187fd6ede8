// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import static io.dmxflux.dmx.recording.FeedReading.dueTimes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.packet.HandmadeStream;
import io.dmxflux.packet.Pcr;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedFeedTest {

    private static final long MS = Pcr.TICKS_PER_MILLI;
    private static final int VIDEO = 0x100;

    @Test
    void packetsBetweenTwoPcrsAreSpreadEvenly() {
        Playback playback = new HandmadeStream()
                .pcr(VIDEO, 0, 5 * MS)
                .packets(VIDEO, 1, 3)
                .pcr(VIDEO, 4, 9 * MS)
                .packets(VIDEO, 5, 1)
                .pcr(VIDEO, 6, 10 * MS)
                .playback();

        assertThat(dueTimes(playback, 100)).isEqualTo(micros(0, 1000, 2000, 3000, 4000, 4500, 5000));
    }

    @Test
    void packetsOutsideThePcrsKeepTheNearestDistance() {
        Playback playback = new HandmadeStream()
                .packets(VIDEO, 0, 2)
                .pcr(VIDEO, 2, 0)
                .pcr(VIDEO, 3, 2 * MS)
                .packets(VIDEO, 4, 1)
                .pcr(VIDEO, 5, 3 * MS)
                .packets(VIDEO, 6, 2)
                .playback();

        assertThat(dueTimes(playback, 100)).isEqualTo(micros(0, 2000, 4000, 6000, 6500, 7000, 7500, 8000));
    }

    @Test
    void fractionsOfANanosecondDoNotAddUp() {
        HandmadeStream stream = new HandmadeStream();
        for (int i = 0; i < 3000; i++) {
            stream.pcr(VIDEO, i & 15, i * 7L).packet(VIDEO, i + 1 & 15);
        }

        assertThat(dueTimes(stream.playback(), 6000).get(5998)).isEqualTo(2999 * 7 * 1000 / 27);
    }

    @Test
    void firstPidWithPcrsSetsThePace() {
        Playback playback = new HandmadeStream()
                .pcr(VIDEO, 0, 0)
                .pcr(0x200, 0, 77 * MS)
                .pcr(VIDEO, 1, 2 * MS)
                .pcr(0x200, 1, 177 * MS)
                .pcr(VIDEO, 2, 4 * MS)
                .playback();

        assertThat(dueTimes(playback, 100)).isEqualTo(micros(0, 1000, 2000, 3000, 4000));
    }

    @Test
    void pcrThatNeverComesAgainDoesNotSetThePace() {
        Playback playback = new HandmadeStream()
                .pcr(VIDEO, 0, 0)
                .pcr(0x200, 0, 10 * MS)
                .pcr(0x200, 1, 13 * MS)
                .playback();

        assertThat(dueTimes(playback, 100)).isEqualTo(micros(0, 3000, 6000));
    }

    @Test
    void anotherPidSetsThePaceWhenTheFirstFallsSilent() {
        HandmadeStream stream = new HandmadeStream().pcr(VIDEO, 0, 0).pcr(VIDEO, 1, 500 * MS);
        stream.packets(0x200, 0, 2).pcr(0x200, 2, 0).pcr(0x200, 3, MS).pcr(0x200, 4, 2 * MS);

        assertThat(dueTimes(stream.playback(), 100))
                .isEqualTo(micros(0, 500_000, 1_000_000, 1_500_000, 2_000_000, 2_001_000, 2_002_000));
    }

    @Test
    void paceGoesOnWhenThePcrJumpsBack() {
        assertThat(dueTimes(jump(90 * MS, 0), 100)).isEqualTo(micros(0, 1000, 2000, 3000, 4000, 6000));
    }

    @Test
    void paceGoesOnWhenThePcrJumpsAhead() {
        assertThat(dueTimes(jump(0, 2000 * MS), 100)).isEqualTo(micros(0, 1000, 2000, 3000, 4000, 6000));
    }

    @Test
    void paceGoesOnBehindADiscontinuityIndicator() {
        Playback playback = new HandmadeStream()
                .pcr(VIDEO, 0, 0)
                .pcr(VIDEO, 1, MS)
                .restartedPcr(VIDEO, 2, 31 * MS)
                .pcr(VIDEO, 3, 33 * MS)
                .playback();

        assertThat(dueTimes(playback, 100)).isEqualTo(micros(0, 1000, 2000, 4000));
    }

    @Test
    void paceIsKeptWhenThePcrWraps() {
        long last = (1L << 33) * 300 - MS;
        Playback playback = new HandmadeStream()
                .pcr(VIDEO, 0, last)
                .packet(VIDEO, 1)
                .pcr(VIDEO, 2, MS)
                .playback();

        assertThat(dueTimes(playback, 100)).isEqualTo(micros(0, 1000, 2000));
    }

    @Test
    void duplicatePacketsDoNotDisturbThePace() {
        Playback playback = new HandmadeStream()
                .pcr(VIDEO, 0, 0)
                .pcr(VIDEO, 0, 0)
                .pcr(VIDEO, 1, 2 * MS)
                .pcr(VIDEO, 1, 2 * MS)
                .pcr(VIDEO, 2, 4 * MS)
                .playback();

        assertThat(dueTimes(playback, 100)).isEqualTo(micros(0, 1000, 2000, 3000, 4000));
    }

    @Test
    void pcrOfAPacketInErrorIsNotBelieved() {
        ByteBuffer stream = new HandmadeStream()
                .pcr(VIDEO, 0, 0)
                .pcr(VIDEO, 1, 7 * MS)
                .pcr(VIDEO, 2, 2 * MS)
                .toBuffer();
        stream.put(188 + 1, (byte) 0x81);

        assertThat(dueTimes(Playback.ofBytes(stream), 100)).isEqualTo(micros(0, 1000, 2000));
    }

    @Test
    void readTakesWhatIsDueAndLeavesTheRest() {
        Playback playback = new HandmadeStream()
                .pcr(VIDEO, 0, 0)
                .pcr(VIDEO, 1, MS)
                .pcr(VIDEO, 2, 2 * MS)
                .playback();
        ByteBuffer target = ByteBuffer.allocate(1316);
        try (StreamFeed feed = playback.open()) {
            assertThat(feed.read(target, 999_999)).isEqualTo(188);
            assertThat(feed.read(target, 999_999)).as("nothing due").isZero();
            assertThat(feed.read(target.duplicate().limit(188 + 187), 3_000_000))
                    .as("no room")
                    .isZero();
            assertThat(feed.read(target, 3_000_000)).isEqualTo(2 * 188);
            assertThat(feed.read(target, 3_000_000)).isEqualTo(StreamFeed.END);
            assertThat(feed.dueNanos()).isEqualTo(Long.MAX_VALUE);
        }
        assertThat(target.flip())
                .isEqualTo(new HandmadeStream()
                        .pcr(VIDEO, 0, 0)
                        .pcr(VIDEO, 1, MS)
                        .pcr(VIDEO, 2, 2 * MS)
                        .toBuffer());
    }

    @Test
    void windowIsLongerThanTheStreamBetweenTwoPcrs() {
        HandmadeStream stream = new HandmadeStream().pcr(VIDEO, 0, 0);
        stream.packets(VIDEO, 1, 9999).pcr(VIDEO, 0, 900 * MS);
        List<Long> due = dueTimes(stream.playback(), 20_000);

        assertThat(due).hasSize(10_001);
        assertThat(due.get(5000)).isEqualTo(450_000_000);
    }

    @Test
    void paceGoesOnWhereNoPcrIsInSight() {
        HandmadeStream stream = new HandmadeStream().pcr(VIDEO, 0, 0).pcr(VIDEO, 1, 27);
        List<Long> due = dueTimes(stream.packets(VIDEO, 2, 60_000).playback(), 100_000);

        assertThat(due).hasSize(60_002);
        assertThat(due.get(60_001)).isEqualTo(60_001_000);
    }

    @Test
    void givenBitRateNeedsNoPcr() {
        Playback playback = new HandmadeStream().packets(VIDEO, 0, 6).playback().pacedAt(1504 * 250);

        assertThat(dueTimes(playback, 100)).isEqualTo(micros(0, 4000, 8000, 12_000, 16_000, 20_000));
    }

    @Test
    void givenBitRateIsExactForYears() {
        long tenYearsOfPackets = 10L * 365 * 86_400 * 199_999_999 / 1504;

        assertThat(PacketClock.ofBitRate(199_999_999).ticksAt(tenYearsOfPackets))
                .isBetween(10L * 365 * 86_400 * 27_000_000 - 300, 10L * 365 * 86_400 * 27_000_000);
    }

    @Test
    void bitRateOutOfRangeIsRefused() {
        Playback playback = Playback.ofSample();

        assertThatThrownBy(() -> playback.pacedAt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bitsPerSecond: 0 (expected: 1 to 200000000)");
        assertThatThrownBy(() -> playback.pacedAt(200_000_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void streamWithoutPcrHasNoPace() {
        Playback playback = new HandmadeStream().packets(VIDEO, 0, 10).playback();

        assertThatThrownBy(playback::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "stream in memory: no pace (expected: two PCRs of one PID, at most a second apart, in the first 4211200 bytes); "
                                + "play it unpaced");
    }

    @Test
    void loopedStreamWithOnePcrHasNoPace() {
        Playback playback = new HandmadeStream().pcr(VIDEO, 0, 5).playback().looped();

        assertThatThrownBy(playback::open).isInstanceOf(IllegalArgumentException.class);
    }

    /** Three packets a millisecond apart up to a PCR, then one that jumps, then one two milliseconds behind that. */
    private static Playback jump(long from, long to) {
        return new HandmadeStream()
                .pcr(VIDEO, 0, from)
                .packets(VIDEO, 1, 2)
                .pcr(VIDEO, 3, from + 3 * MS)
                .pcr(VIDEO, 4, to)
                .pcr(VIDEO, 5, to + 2 * MS)
                .playback();
    }

    private static List<Long> micros(long... micros) {
        return Arrays.stream(micros).mapToObj(us -> us * 1000).toList();
    }
}
