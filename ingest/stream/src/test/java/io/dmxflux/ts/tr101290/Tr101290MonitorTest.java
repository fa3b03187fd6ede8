// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import static io.dmxflux.ts.tr101290.CraftedStream.AUDIO;
import static io.dmxflux.ts.tr101290.CraftedStream.SERVICE;
import static io.dmxflux.ts.tr101290.CraftedStream.VIDEO;
import static io.dmxflux.ts.tr101290.CraftedStream.sound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** States, times and what they are told of; each indicator is in {@link IndicatorsTest}. */
@ExtendWith(LeakCheck.class)
class Tr101290MonitorTest {

    private static final long MILLI = 1_000_000;

    private final List<IndicatorStatus> told = new ArrayList<>();
    private final Tr101290Monitor monitor = new Tr101290Monitor(Tr101290Config.DEFAULT, told::add);

    @Test
    void nothingIsKnownOfNothing() {
        Tr101290Report report = monitor.report();

        assertThat(report.worstPriority()).isZero();
        assertThat(report.clocks()).isEmpty();
        assertThat(report.indicators()).allSatisfy(status -> {
            assertThat(status.state()).isEqualTo(IndicatorState.UNKNOWN);
            assertThat(status.reason()).isEqualTo("no packet has come");
        });
        assertThat(report.indicators()).hasSize(Indicator.values().length);
    }

    @Test
    void anErrorIsRaisedAndClearedFiveSecondsLater() {
        CraftedStream stream =
                sound().once(2_000, CraftedPacket.of(AUDIO).transportError().bytes());

        look(stream, 0, 6_900, millis -> millis);
        assertThat(monitor.report().state(Indicator.TRANSPORT)).isEqualTo(IndicatorState.RAISED);
        assertThat(monitor.report().worstPriority()).isEqualTo(2);
        look(stream, 6_900, 7_300, millis -> millis);

        assertThat(told)
                .extracting(IndicatorStatus::state)
                .containsExactly(IndicatorState.RAISED, IndicatorState.CLEARED);
        assertThat(told).allSatisfy(status -> {
            assertThat(status.indicator()).isEqualTo(Indicator.TRANSPORT);
            assertThat(status.pid()).isEqualTo(AUDIO);
            assertThat(status.services()).containsExactly(SERVICE);
            assertThat(status.count()).isEqualTo(1);
            assertThat(status.first()).isBetween(Duration.ofMillis(1_990), Duration.ofMillis(2_010));
        });
        assertThat(monitor.report().worstPriority()).isZero();
    }

    @Test
    void limitsChangeWhileTheStreamGoesOn() {
        CraftedStream stream = sound();
        look(stream, 0, 5_000, millis -> millis);
        monitor.takeLimits(Tr101290Config.builder()
                .limit(Limit.PAT, Duration.ofMillis(300))
                .build());
        look(stream, 5_000, 10_000, millis -> millis);
        assertThat(monitor.report().count(Indicator.PAT)).isBetween(11L, 13L);

        monitor.takeLimits(Tr101290Config.DEFAULT);
        look(stream, 10_000, 20_000, millis -> millis);
        assertThat(monitor.report().count(Indicator.PAT)).isBetween(11L, 13L);
        assertThat(told)
                .extracting(IndicatorStatus::state)
                .containsExactly(IndicatorState.RAISED, IndicatorState.CLEARED);
    }

    @Test
    void theCountsAreThoseOfTheReport() {
        CraftedStream stream = sound().without("tdt")
                .once(2_000, CraftedPacket.of(AUDIO).transportError().bytes())
                .once(2_010, CraftedPacket.of(0x123).transportError().bytes());
        for (int until = 1_000; until <= 40_000; until += 1_000) {
            look(stream, until - 1_000, until, millis -> millis);
            Tr101290Report report = monitor.report();
            assertThat(monitor.stats().indicators())
                    .hasSize(Indicator.values().length)
                    .allSatisfy(stats -> {
                        assertThat(stats.errors()).isEqualTo(report.count(stats.indicator()));
                        assertThat(stats.state()).isEqualTo(report.state(stats.indicator()));
                    });
            assertThat(monitor.stats().worst().map(Indicator::priority).orElse(0))
                    .isEqualTo(report.worstPriority());
        }
        assertThat(monitor.stats().of(Indicator.TRANSPORT))
                .contains(new IndicatorStats(Indicator.TRANSPORT, IndicatorState.CLEARED, 2));
        assertThat(monitor.stats().worst()).contains(Indicator.TDT);
    }

    @Test
    void countsOfALaterStretchAreAddedAndItsStatesAreKept() {
        Tr101290Stats earlier = new Tr101290Stats(List.of(
                new IndicatorStats(Indicator.PAT, IndicatorState.RAISED, 3),
                new IndicatorStats(Indicator.PMT, IndicatorState.NEVER, 0)));
        Tr101290Stats later = new Tr101290Stats(List.of(
                new IndicatorStats(Indicator.PAT, IndicatorState.NEVER, 0),
                new IndicatorStats(Indicator.PMT, IndicatorState.RAISED, 2)));

        assertThat(earlier.plus(later).indicators())
                .containsExactly(
                        new IndicatorStats(Indicator.PAT, IndicatorState.CLEARED, 3),
                        new IndicatorStats(Indicator.PMT, IndicatorState.RAISED, 2));
        assertThat(earlier.plus(Tr101290Stats.NONE)).isEqualTo(earlier.ended());
        assertThat(Tr101290Stats.NONE.plus(later)).isEqualTo(later);
        assertThat(earlier.ended().worst()).isEmpty();
    }

    @Test
    void whatStaysAwayIsOneErrorThatLasts() {
        look(
                sound().turn(
                                "pat",
                                3,
                                400,
                                millis -> millis < 5_000
                                        ? CraftedStream.pat()
                                        : CraftedPacket.of(AUDIO).bytes()),
                0,
                25_000,
                millis -> millis);

        assertThat(monitor.report().state(Indicator.PAT)).isEqualTo(IndicatorState.RAISED);
        assertThat(monitor.report().count(Indicator.PAT)).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    /** Ten seconds in each of which this process does not run for 300 ms, and then finds what has come meanwhile. */
    @Test
    void pausesOfThisProcessRaiseNothing() {
        look(sound(), 0, 10_000, millis -> millis % 1_000 < 300 ? millis - millis % 1_000 + 300 : millis);

        assertThat(told).isEmpty();
        assertThat(monitor.report().clocks().get(0).longestInterval()).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void aPcrThatIsLateByArrivalIsFoundThoughItsValueIsRight() {
        look(
                sound().turn(
                                "pcr",
                                1,
                                40,
                                millis -> millis % 2_000 < 300
                                        ? CraftedPacket.of(AUDIO).bytes()
                                        : CraftedStream.clock(millis)),
                0,
                10_000,
                millis -> millis);

        assertThat(monitor.report().count(Indicator.PCR_REPETITION)).isBetween(4L, 5L);
    }

    @Test
    void aClockThatIsFastIsMeasuredByArrival() {
        look(
                sound().turn("pcr", 1, 40, millis -> CraftedStream.clockOf(VIDEO, millis * 27_000 + millis * 27 / 50)),
                0,
                30_000,
                millis -> millis);

        ClockStatus clock = monitor.report().clocks().get(0);
        assertThat(clock.offsetPpm()).isCloseTo(20, within(2.0));
        assertThat(clock.offsetTolerancePpm()).isLessThan(2);
        assertThat(clock.services()).containsExactly(SERVICE);
    }

    @Test
    void aLossOfOursIsNoErrorOfTheStream() {
        CraftedStream stream = sound();
        look(stream, 0, 3_000, millis -> millis);
        stream.bytes(3_000, 4_000);
        ByteBuf next = CraftedPacket.buffer(stream.bytes(4_000, 4_010));
        ByteBuf behindGap = Loss.mark(next, Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN));
        monitor.add(behindGap, 4_010 * MILLI);
        behindGap.release();
        look(stream, 4_010, 6_000, millis -> millis);

        assertThat(told).isEmpty();
    }

    @Test
    void aLossOfOursExplainsWhatIsSentForAsLongAsAStateIsRaised() {
        CraftedStream stream = sound();
        look(stream, 0, 3_000, millis -> millis);
        assertThat(monitor.explains(Indicator.CONTINUITY, 3_000 * MILLI)).isFalse();

        add(monitor, stream.bytes(3_000, 3_010), 3_010, Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN));
        look(stream, 3_010, 8_020, millis -> millis);

        assertThat(monitor.explains(Indicator.CONTINUITY, 8_009 * MILLI)).isTrue();
        assertThat(monitor.explains(Indicator.PMT, 8_009 * MILLI)).isTrue();
        assertThat(monitor.explains(Indicator.CONTINUITY, 8_010 * MILLI)).isFalse();
    }

    /** A stop of the process holds up what is sent as well. */
    @Test
    void aPauseBehindALossIsNoTimeInWhichItIsForgotten() {
        CraftedStream stream = sound();
        look(stream, 0, 3_000, millis -> millis);
        add(monitor, stream.bytes(3_000, 3_010), 3_010, Loss.of(Loss.Account.NETWORK, 188));

        assertThat(monitor.explains(Indicator.CONTINUITY, 60_000 * MILLI)).isTrue();
        look(stream, 3_010, 8_000, millis -> millis + 60_000);
        assertThat(monitor.explains(Indicator.CONTINUITY, 67_990 * MILLI)).isTrue();
        look(stream, 8_000, 8_030, millis -> millis + 60_000);
        assertThat(monitor.explains(Indicator.CONTINUITY, 68_030 * MILLI)).isFalse();
    }

    /** An output goes on with its tables, and so with time, while nothing arrives. */
    @Test
    void aPauseExplainsThatNoPcrIsSent() {
        CraftedStream stream = sound().without("pmt"); // which would name the PCRs that are overdue by then
        look(stream, 0, 3_000, millis -> millis);

        assertThat(monitor.explains(Indicator.PCR_REPETITION, 3_100 * MILLI)).isFalse();
        assertThat(monitor.explains(Indicator.PCR_REPETITION, 3_101 * MILLI)).isTrue();
        assertThat(monitor.explains(Indicator.PAT, 3_101 * MILLI)).isFalse();

        look(stream, 3_000, 3_100, millis -> millis + 200);
        assertThat(monitor.explains(Indicator.PCR_REPETITION, 3_300 * MILLI)).isTrue();
    }

    /** An interface of the input goes away for a moment: its tables are within their limits, or the tolerance of that pause. */
    @Test
    void aPauseExplainsThatTablesAreSentTooLate() {
        Duration limit = Duration.ofSeconds(1);
        monitor.takeLimits(Tr101290Config.builder()
                .limit(Limit.PAT, limit)
                .limit(Limit.PMT, limit)
                .build());
        CraftedStream stream = sound();
        look(stream, 0, 3_000, millis -> millis);

        assertThat(monitor.explains(Indicator.PAT, 3_500 * MILLI)).isFalse();
        assertThat(monitor.explains(Indicator.PAT, 3_501 * MILLI)).isTrue();
        assertThat(monitor.explains(Indicator.CONTINUITY, 3_501 * MILLI)).isFalse();

        look(stream, 3_000, 8_010, millis -> millis + 600);
        assertThat(told).isEmpty();
        assertThat(monitor.explains(Indicator.PAT, 8_609 * MILLI)).isTrue();
        assertThat(monitor.explains(Indicator.PMT, 8_609 * MILLI)).isTrue();
        assertThat(monitor.explains(Indicator.PAT, 8_610 * MILLI)).isFalse();
        assertThat(monitor.explains(Indicator.PMT, 8_610 * MILLI)).isFalse();
    }

    @Test
    void aSenderCountsEveryGap() {
        Tr101290Monitor sender = Tr101290Monitor.ofSender(Tr101290Config.DEFAULT, told::add);
        CraftedStream stream = sound();
        add(sender, stream.bytes(0, 3_000), 3_000, null);
        stream.bytes(3_000, 4_000);
        add(sender, stream.bytes(4_000, 4_500), 4_500, Loss.of(Loss.Account.POLICY, 188));

        assertThat(told).extracting(IndicatorStatus::indicator).contains(Indicator.CONTINUITY);
        assertThat(sender.report().indicators())
                .extracting(IndicatorStatus::indicator)
                .hasSameElementsAs(Indicator.ofSenders());
    }

    @Test
    void whatAlignmentMetIsCounted() {
        look(sound(), 0, 100, millis -> millis);
        monitor.sync(0, 0);
        assertThat(monitor.report().state(Indicator.TS_SYNC_LOSS)).isEqualTo(IndicatorState.NEVER);
        monitor.sync(1, 3);
        monitor.sync(1, 4);

        assertThat(monitor.report().count(Indicator.TS_SYNC_LOSS)).isEqualTo(1);
        assertThat(monitor.report().count(Indicator.SYNC_BYTE)).isEqualTo(4);
    }

    @Test
    void whatCannotBeKnownSaysWhy() {
        Tr101290Monitor partial = new Tr101290Monitor(Tr101290Config.builder()
                .unknown(Indicator.NIT_ACTUAL, "PID 16 is not received")
                .build());
        add(partial, sound().without("nit").bytes(0, 30_000), 30_000, null);

        assertThat(partial.report().indicators())
                .filteredOn(status -> status.indicator() == Indicator.NIT_ACTUAL)
                .singleElement()
                .satisfies(status -> assertThat(status.reason()).isEqualTo("PID 16 is not received"));
    }

    /** As what is not there has no PAT, no clock and no gap, all that is known of it is that. */
    @Test
    void silenceIsALossOfSyncAndNothingElseIsKnownUntilItIsOver() {
        CraftedStream stream =
                sound().once(500, CraftedPacket.of(AUDIO).transportError().bytes());
        look(stream, 0, 2_000, millis -> millis);
        monitor.silence(4_000 * MILLI);
        monitor.silence(9_000 * MILLI);

        assertThat(monitor.stats().worst()).contains(Indicator.TS_SYNC_LOSS);
        assertThat(monitor.report().count(Indicator.TS_SYNC_LOSS)).as("once").isEqualTo(1);
        assertThat(monitor.stats().indicators())
                .filteredOn(stats -> stats.indicator() != Indicator.TS_SYNC_LOSS)
                .allSatisfy(stats -> assertThat(stats.state()).isEqualTo(IndicatorState.UNKNOWN))
                .contains(new IndicatorStats(Indicator.TRANSPORT, IndicatorState.UNKNOWN, 1));
        assertThat(monitor.report().indicators())
                .filteredOn(status -> status.indicator() != Indicator.TS_SYNC_LOSS)
                .allSatisfy(status -> assertThat(status.reason()).isEqualTo("nothing arrives"));

        look(stream, 2_000, 6_900, millis -> millis + 7_000);
        assertThat(monitor.stats().worst()).as("five seconds more").contains(Indicator.TS_SYNC_LOSS);
        assertThat(monitor.report().state(Indicator.CRC)).isEqualTo(IndicatorState.NEVER);
        look(stream, 6_900, 7_300, millis -> millis + 7_000);
        assertThat(monitor.stats().worst()).isEmpty();
        assertThat(monitor.stats().of(Indicator.TS_SYNC_LOSS))
                .contains(new IndicatorStats(Indicator.TS_SYNC_LOSS, IndicatorState.CLEARED, 1));
    }

    /** Nobody held the packets up that were not there. */
    @Test
    void whatWasWrongBeforeASilenceIsWrongBehindIt() {
        monitor.takeLimits(Tr101290Config.builder()
                .limit(Limit.PAT, Duration.ofMillis(300))
                .build());
        CraftedStream stream = sound();
        look(stream, 0, 5_000, millis -> millis);
        long before = monitor.report().count(Indicator.PAT);
        monitor.silence(6_500 * MILLI);

        look(stream, 5_000, 7_000, millis -> millis + 15_000);
        assertThat(monitor.report().count(Indicator.PAT) - before).isBetween(4L, 6L);
        assertThat(monitor.report().state(Indicator.PAT)).isEqualTo(IndicatorState.RAISED);
        assertThat(List.of(Indicator.PCR_REPETITION, Indicator.PTS, Indicator.PMT, Indicator.PID))
                .as("the silence itself")
                .allSatisfy(indicator ->
                        assertThat(monitor.report().count(indicator)).isZero());
    }

    @Test
    void ofWhatWasNeverThereNothingIsKnownButThat() {
        monitor.silence(4_000 * MILLI);

        assertThat(monitor.report().state(Indicator.TS_SYNC_LOSS)).isEqualTo(IndicatorState.RAISED);
        assertThat(monitor.report().indicators())
                .filteredOn(status -> status.indicator() != Indicator.TS_SYNC_LOSS)
                .allSatisfy(status -> assertThat(status.reason()).isEqualTo("no packet has come"));
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() ->
                        Tr101290Config.builder().limit(Limit.PAT, Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pat: PT0S (expected: more than zero)");
    }

    /** Objects are made where an error begins, here where the stream begins again, and where an NIT is read: far less than one a packet. */
    @Test
    void nothingIsAllocatedPerPacket() {
        CraftedStream stream = sound();
        ByteBuf first = CraftedPacket.buffer(stream.bytes(0, 20_000));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20; i++) {
            monitor.add(first, i * 20_000 * MILLI);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 20; i < 40; i++) {
            monitor.add(first, i * 20_000 * MILLI);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        first.release();

        assertThat(allocated / (20 * 20_000)).isLessThan(4);
    }

    /** Hundreds of outputs have one each, in a heap of 64 MB. */
    @Test
    void aMonitorOfAnOutputIsSmall() {
        ByteBuf packets = CraftedPacket.buffer(
                sound().once(500, CraftedPacket.of(AUDIO).transportError().bytes())
                        .bytes(0, 2_000));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int monitors = 50;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i <= monitors; i++) {
            if (i == 1) { // the first one loads classes
                before = threads.getCurrentThreadAllocatedBytes();
            }
            Tr101290Monitor ofSender = Tr101290Monitor.ofSender(Tr101290Config.DEFAULT, told::add);
            ofSender.add(packets, 2_000 * MILLI);
            assertThat(ofSender.report().count(Indicator.TRANSPORT)).isLessThan(2);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        packets.release();

        assertThat(allocated / monitors).isLessThan(100_000);
    }

    /** Gives it ten packets at a time. */
    private void look(CraftedStream stream, int from, int to, IntToLongFunction arrival) {
        for (int millis = from; millis < to; millis += 10) {
            add(monitor, stream.bytes(millis, millis + 10), arrival.applyAsLong(millis + 10), null);
        }
    }

    private static void add(Tr101290Monitor to, byte[] packets, long arrivalMillis, @Nullable Loss loss) {
        ByteBuf buffer = Loss.mark(CraftedPacket.buffer(packets), loss);
        to.add(buffer, arrivalMillis * MILLI);
        buffer.release();
    }
}
