// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import static io.dmxflux.ts.tr101290.CraftedStream.AUDIO;
import static io.dmxflux.ts.tr101290.CraftedStream.sound;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What arrives and what is sent of it, checked side by side: what is wrong in both is not told of what is sent. */
@ExtendWith(LeakCheck.class)
class SentStreamTest {

    private static final long MILLI = 1_000_000;

    private final CraftedStream stream = sound();
    private final List<IndicatorStatus> told = new ArrayList<>();
    private final List<Integer> added = new ArrayList<>();
    private final Tr101290Monitor arrives = new Tr101290Monitor(Tr101290Config.DEFAULT);
    private final Tr101290Monitor sent = Tr101290Monitor.ofSender(Tr101290Config.DEFAULT, this::tell);
    private long now;

    private void tell(IndicatorStatus status) {
        told.add(status);
        if (status.state() == IndicatorState.RAISED
                && !arrives.explains(status.indicator(), now * MILLI)
                && !sent.isOfLoss()) {
            added.add(Objects.requireNonNull(status.pid()));
        }
    }

    private void pass(int from, int to) {
        for (int millis = from; millis < to; millis += 10) {
            pass(stream.bytes(millis, millis + 10), null);
        }
    }

    private void pass(byte[] packets, @Nullable Loss before) {
        now += 10;
        ByteBuf buffer = Loss.mark(CraftedPacket.buffer(packets), before);
        arrives.add(buffer, now * MILLI);
        sent.add(buffer, now * MILLI);
        buffer.release();
    }

    /** What arrives ten milliseconds at a time is sent at once. */
    private void hold(int from, int to) {
        List<byte[]> held = new ArrayList<>();
        for (int millis = from; millis < to; millis += 10) {
            now += 10;
            byte[] packets = stream.bytes(millis, millis + 10);
            add(arrives, packets);
            held.add(packets);
        }
        add(sent, CraftedPacket.concat(held.toArray(byte[][]::new)));
    }

    /** What arrives ten milliseconds at a time is sent packet by packet, just behind it. */
    private void smooth(int from, int to) {
        now += 10;
        for (int millis = from; millis < to; millis += 10) {
            byte[] packets = stream.bytes(millis, millis + 10);
            add(arrives, packets);
            for (int packet = 0; packet < packets.length; packet += TsPacket.LENGTH) {
                add(sent, Arrays.copyOfRange(packets, packet, packet + TsPacket.LENGTH));
                now++;
            }
        }
        now -= 10;
    }

    private void add(Tr101290Monitor monitor, byte[] packets) {
        ByteBuf buffer = CraftedPacket.buffer(packets);
        monitor.add(buffer, now * MILLI);
        buffer.release();
    }

    private void drop(int from, int to) {
        stream.bytes(from, to);
        now += to - from;
    }

    /** The sender goes on, and a switch on the way to this machine does not: nothing here knows that packets are missing. */
    @Test
    void aGapBehindASilenceIsOneOfWhatArrives() {
        pass(0, 3_000);
        drop(3_000, 4_800);
        arrives.silence(now * MILLI);
        sent.silence(now * MILLI);
        drop(4_800, 5_500);
        pass(5_500, 6_000);

        assertThat(arrives.report().count(Indicator.CONTINUITY)).isPositive();
        assertThat(told).extracting(IndicatorStatus::indicator).contains(Indicator.CONTINUITY);
        assertThat(added).isEmpty();
    }

    /** The TDT comes each ten seconds, and a state is raised for five. */
    @Test
    void aGapOfARarePidIsThatOfTheLossBeforeHoweverLateItComes() {
        pass(0, 9_000);
        drop(9_000, 9_990);
        stream.bytes(9_990, 10_010); // with a TDT
        pass(stream.bytes(10_010, 10_020), Loss.of(Loss.Account.NETWORK, Loss.UNKNOWN));
        pass(10_020, 20_020);

        assertThat(told)
                .filteredOn(status -> Objects.equals(status.pid(), Pid.TDT))
                .as("a receiver sees it")
                .singleElement()
                .satisfies(status -> assertThat(status.indicator()).isEqualTo(Indicator.CONTINUITY));
        assertThat(added).isEmpty();
    }

    @Test
    void aGapThatIsNotBehindTheLossIsTold() {
        pass(0, 2_000);
        pass(stream.bytes(2_000, 2_010), Loss.of(Loss.Account.NETWORK, Loss.UNKNOWN));
        pass(2_010, 9_000);
        now += 10;
        add(arrives, stream.bytes(9_000, 9_010)); // with a packet of the audio
        pass(9_010, 9_100);

        assertThat(added).contains(AUDIO);
    }

    /** Both are looked at ten times a second, at moments of their own: here at 520 ms, and at 500 and 600. */
    @Test
    void whatIsSentMayBeFoundOverdueBeforeWhatArrives() {
        stream.without("pat").once(0, CraftedStream.pat());
        pass(0, 100);
        hold(100, 130);
        pass(130, 540);

        assertThat(told).extracting(IndicatorStatus::indicator).containsExactly(Indicator.PAT);
        assertThat(arrives.report().count(Indicator.PAT)).isZero();
        assertThat(added).isEmpty();

        pass(540, 700);
        assertThat(arrives.report().state(Indicator.PAT)).isEqualTo(IndicatorState.RAISED);
    }

    /** Its packets arrive ten at a time, and are sent one by one: times are off by 10 ms, and by one. */
    @Test
    void whatArrivesTooLateWithinItsToleranceIsSentTooLate() {
        pass(0, 1_000);
        stream.without("pat").once(1_308, CraftedStream.pat()); // the one before was at 803
        smooth(1_000, 1_400);
        assertThat(told).extracting(IndicatorStatus::indicator).containsExactly(Indicator.PAT);
        assertThat(arrives.report().count(Indicator.PAT)).isZero();
        assertThat(added).isEmpty();

        stream.turn("pat", 3, 400, millis -> CraftedStream.pat());
        pass(1_400, 6_300);
        assertThat(arrives.explains(Indicator.PAT, 6_308 * MILLI)).isTrue();
        assertThat(arrives.explains(Indicator.PAT, 6_310 * MILLI)).isFalse();
    }

    /** Packets are under way to the socket that were right by the limits under which they arrived. */
    @Test
    void whatIsSentIsHeldToNarrowerLimitsOnlyWhenAllThatWasUnderWayHasLeft() {
        Tr101290Config narrow = Tr101290Config.builder()
                .limit(Limit.PCR_REPETITION, Duration.ofMillis(20))
                .build();
        pass(0, 3_000);
        sent.takeLimits(narrow);
        pass(3_000, 7_990);
        assertThat(told).isEmpty();
        pass(7_990, 8_200);
        assertThat(told).extracting(IndicatorStatus::indicator).containsExactly(Indicator.PCR_REPETITION);

        sent.takeLimits(Tr101290Config.DEFAULT);
        long errors = sent.report().count(Indicator.PCR_REPETITION);
        pass(8_200, 9_000);
        assertThat(sent.report().count(Indicator.PCR_REPETITION))
                .as("wider ones at once")
                .isEqualTo(errors);
    }

    @Test
    void limitsThatAreTakenBackNeverCome() {
        pass(0, 1_000);
        sent.takeLimits(Tr101290Config.builder()
                .limit(Limit.PCR_REPETITION, Duration.ofMillis(20))
                .build());
        pass(1_000, 2_000);
        sent.takeLimits(Tr101290Config.DEFAULT);
        pass(2_000, 9_000);

        assertThat(told).isEmpty();
    }
}
