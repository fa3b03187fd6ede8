// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.QueuedMemory;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stream of two services that two hosts receive, one of which dies. */
@ExtendWith(LeakCheck.class)
class StandbyRingTest {

    private static final int SEEDS = 300;
    private static final int PACKETS = 6_000;
    private static final int PCR_EVERY = 100;
    private static final long TICKS_PER_PACKET = 2_000;
    private static final int LOST = -1;

    private final List<TsChunk> logged = new ArrayList<>();
    private final List<TsChunk> behind = new ArrayList<>();
    private final StandbyRing ring = new StandbyRing(60_000_000, StandbyRing.LEAST);

    @AfterEach
    void release() {
        ring.close();
        logged.forEach(TsChunk::release);
        behind.forEach(TsChunk::release);
        logged.clear();
        behind.clear();
    }

    /** Every packet has its number, but those of the null PID, which are all the same. */
    private static ByteBuf packet(int number) {
        ByteBuf packet = Unpooled.buffer(TsPacket.LENGTH);
        if (number % 7 == 3) {
            return packet.writeInt(0x471FFF10).writeZero(TsPacket.LENGTH - 4);
        }
        boolean hasPcr = number % PCR_EVERY == 0 || number % PCR_EVERY == 37;
        int pid = hasPcr ? 0x100 : 0x101 + number % 3;
        packet.writeInt(0x47000000 | pid << 8 | (hasPcr ? 0x30 : 0x10) | number / 3 & 0xF);
        if (hasPcr) {
            packet.writeByte(7).writeByte(0x10).writeZero(6);
            AdaptationField.setTicks(
                    packet,
                    6,
                    (Pcr.WRAP_TICKS - 1_000 * TICKS_PER_PACKET + number * TICKS_PER_PACKET) % Pcr.WRAP_TICKS);
        }
        packet.writeInt(number);
        return packet.writeZero(TsPacket.LENGTH - packet.readableBytes());
    }

    private static int number(ByteBuf packets, int at) {
        if (TsPacket.pid(packets, at) == Pid.NULL) {
            return LOST;
        }
        return packets.getInt(at + (TsPacket.hasAdaptationField(packets, at) ? 12 : 4));
    }

    private static ByteBuf packets(int from, int to) {
        ByteBuf all = Unpooled.buffer();
        for (int number = from; number < to; number++) {
            ByteBuf packet = packet(number);
            all.writeBytes(packet);
            packet.release();
        }
        return all;
    }

    private void log(int from, int to, Random random) {
        ChunkCutter cutter = new ChunkCutter(1, 0, logged::add);
        for (int at = from; at < to; ) {
            int next = Math.min(to, at + 1 + random.nextInt(400));
            ByteBuf buffer = packets(at, next);
            cutter.add(buffer, next * TICKS_PER_PACKET, millis(next));
            buffer.release();
            at = next;
        }
        cutter.close();
    }

    private static long millis(int packet) {
        return packet * TICKS_PER_PACKET * 1_000 / Pcr.TICKS_PER_SECOND;
    }

    private void receive(int from, int to, Random random) {
        for (int at = from; at < to; ) {
            int next = Math.min(to, at + 1 + random.nextInt(400));
            receive(packets(at, next), next);
            at = next;
        }
    }

    private void receive(ByteBuf buffer, int next) {
        ring.add(buffer, next * TICKS_PER_PACKET, millis(next));
        buffer.release();
    }

    private Takeover takeOver() {
        ChunkCutter cutter = new ChunkCutter(2, logged.isEmpty() ? 0 : last().endDatagram(), behind::add);
        List<TsChunk> tail = logged.subList(Math.max(0, logged.size() - 16), logged.size());
        Takeover takeover = ring.takeOver(tail, cutter);
        cutter.close();
        return takeover;
    }

    private TsChunk last() {
        return logged.get(logged.size() - 1);
    }

    private static List<Integer> numbers(List<TsChunk> chunks) {
        List<Integer> numbers = new ArrayList<>();
        for (TsChunk chunk : chunks) {
            ByteBuf packets = chunk.payload();
            for (int at = 0; at < packets.readableBytes(); at += TsPacket.LENGTH) {
                numbers.add(number(packets, at));
            }
        }
        return numbers;
    }

    private static List<Integer> expected(int from, int to) {
        return IntStream.range(from, to)
                .map(number -> number % 7 == 3 ? LOST : number)
                .boxed()
                .toList();
    }

    @Test
    void noPacketIsLostOrTwiceWhereTheRingHasTheLastOne() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int died = 600 + random.nextInt(3_000);
            int end = died + random.nextInt(PACKETS - died);
            log(0, died, random);
            receive(random.nextInt(died - 300), end, random);
            assertThat(takeOver()).as("seed " + seed).isInstanceOf(Takeover.Seamless.class);
            assertThat(numbers(behind)).as("seed " + seed).isEqualTo(expected(died, end));
            release();
        }
    }

    @Test
    void packetsThatOneOfTheTwoHasLostAreNoReasonToLoseOthers() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int died = 600 + random.nextInt(3_000);
            int hole = died - 3 - random.nextInt(PCR_EVERY);
            log(0, died, random);
            receive(100, hole, random);
            receive(hole + 1 + random.nextInt(2), died + 500, random);
            assertThat(takeOver()).as("seed " + seed).isInstanceOf(Takeover.Seamless.class);
            assertThat(numbers(behind)).as("seed " + seed).isEqualTo(expected(died, died + 500));
            release();
        }
    }

    @Test
    void aRingThatBeginsTooLateHasAHoleAndNothingTwice() {
        Random random = new Random(1);
        log(0, 2_000, random);
        receive(3_050, 4_000, random);
        assertThat(takeOver()).isInstanceOfSatisfying(Takeover.WithHole.class, hole -> {
            assertThat(hole.firstPacket()).isEqualTo(50);
            assertThat(hole.missingTicks()).isEqualTo((3_100 - 1_937) * TICKS_PER_PACKET);
            assertThat(hole.missingDatagrams())
                    .as("seven packets in each, if it were not for the buffers")
                    .isBetween((3_100L - 1_937) / 7, (3_100L - 1_937) / 5);
            assertThat(behind.get(0).firstDatagram()).isEqualTo(last().endDatagram() + hole.missingDatagrams());
        });
        assertThat(numbers(behind)).isEqualTo(expected(3_100, 4_000));
    }

    @Test
    void aStandbyThatReceivesLaterWaitsForThePlace() {
        Random random = new Random(1);
        log(0, 2_000, random);
        receive(0, 1_800, random);
        assertThat(takeOver()).isInstanceOf(Takeover.Ahead.class);
        assertThat(behind).isEmpty();
        receive(1_800, 2_300, random);
        assertThat(takeOver()).isInstanceOf(Takeover.Seamless.class);
        assertThat(numbers(behind)).isEqualTo(expected(2_000, 2_300));
    }

    @Test
    void aPacketWithABitErrorIsCountedAsWell() {
        Random random = new Random(1);
        log(0, 2_001, random);
        receive(500, 2_000, random);
        ByteBuf damaged = packets(2_000, 2_001);
        damaged.setByte(100, 1);
        receive(damaged, 2_001);
        receive(2_001, 2_200, random);
        assertThat(takeOver()).isInstanceOf(Takeover.Seamless.class);
        assertThat(numbers(behind)).isEqualTo(expected(2_001, 2_200));
    }

    @Test
    void whatIsMissingInTheRingHasItsNumbers() {
        Random random = new Random(1);
        log(0, 2_000, random);
        receive(0, 2_100, random);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ring.skip(Long.MAX_VALUE))
                .withMessage("missing: 9223372036854775807 (expected: 1 to 9007199254740992)");
        ring.skip(3);
        ring.skip(4);
        receive(2_149, 2_300, random);
        assertThat(takeOver()).isInstanceOf(Takeover.Seamless.class);
        long first = behind.get(0).firstDatagram();
        long datagrams = behind.stream().mapToLong(TsChunk::datagrams).sum();
        assertThat(behind.get(behind.size() - 1).endDatagram() - first).isEqualTo(datagrams + 7);
    }

    @Test
    void whoOwnsAgainGoesOnOutOfTheSameRing() {
        Random random = new Random(1);
        receive(0, 3_000, random);
        log(0, 1_000, random);
        assertThat(takeOver()).isInstanceOf(Takeover.Seamless.class);
        assertThat(numbers(behind)).isEqualTo(expected(1_000, 3_000));
        logged.addAll(behind);
        behind.clear();
        receive(3_000, 3_500, random);
        assertThat(takeOver()).isInstanceOf(Takeover.Seamless.class);
        assertThat(numbers(behind)).isEqualTo(expected(3_000, 3_500));
    }

    @Test
    void anEmptyLogTakesAllOfTheRing() {
        receive(0, 500, new Random(1));
        assertThat(takeOver()).isEqualTo(new Takeover.Fresh());
        assertThat(numbers(behind)).isEqualTo(expected(0, 500));
    }

    @Test
    void whatHasNoClockInCommonGoesOnByTheWallClock() {
        Random random = new Random(1);
        ChunkCutter cutter = new ChunkCutter(1, 0, logged::add);
        ByteBuf withoutPcr = packets(38, 90);
        cutter.add(withoutPcr, 0, millis(2_000));
        withoutPcr.release();
        cutter.close();
        receive(packets(1_000, 2_000), 2_000);
        receive(2_000, 2_300, random);
        assertThat(takeOver()).isEqualTo(new Takeover.ByWallClock(1_000, 1));
        assertThat(numbers(behind)).isEqualTo(expected(2_000, 2_300));
    }

    /** As many packets as in 5 ms, for a log and a ring. */
    private static ByteBuf withoutPcr(int buffer) {
        return packets(buffer * PCR_EVERY + 38, buffer * PCR_EVERY + 99);
    }

    private static long bufferMillis(int buffer) {
        return 1_700_000_000_000L + buffer * 5L;
    }

    private void logWithoutPcr(int buffers) {
        ChunkCutter cutter = new ChunkCutter(1, 0, logged::add);
        for (int i = 0; i < buffers; i++) {
            ByteBuf buffer = withoutPcr(i);
            cutter.add(buffer, bufferMillis(i) * (Pcr.TICKS_PER_SECOND / 1_000), bufferMillis(i));
            buffer.release();
        }
        cutter.close();
    }

    private void receiveWithoutPcr(int from, int to) {
        for (int i = from; i < to; i++) {
            ByteBuf buffer = withoutPcr(i);
            ring.add(buffer, bufferMillis(i) * (Pcr.TICKS_PER_SECOND / 1_000), bufferMillis(i));
            buffer.release();
        }
    }

    @Test
    void withoutAPcrTheLastLoggedPacketsAreLookedFor() {
        for (int buffers = 40; buffers < 50; buffers++) {
            logWithoutPcr(buffers);
            receiveWithoutPcr(10, 60);
            assertThat(takeOver()).isEqualTo(new Takeover.Seamless((buffers - 10) * 61));
            assertThat(behind.get(0).firstDatagram()).isEqualTo(last().endDatagram());
            assertThat(numbers(behind))
                    .isEqualTo(IntStream.range(buffers, 60)
                            .boxed()
                            .flatMap(i -> expected(i * PCR_EVERY + 38, i * PCR_EVERY + 99).stream())
                            .toList());
            release();
        }
    }

    @Test
    void whatHasNeitherAPcrNorTheLastPacketsGoesOnBehindTheTimeOfTheLastDatagram() {
        logWithoutPcr(50);
        for (int i = 45; i < 60; i++) {
            ByteBuf other = packets(20_038, 20_099);
            ring.add(other, bufferMillis(i), bufferMillis(i));
            other.release();
        }
        assertThat(takeOver())
                .isInstanceOfSatisfying(
                        Takeover.ByWallClock.class,
                        how -> assertThat(how.firstPacket()).isEqualTo(5 * 61));
    }

    @Test
    void aStandbyWithoutAPcrThatReceivesLaterWaitsForThePlace() {
        logWithoutPcr(50);
        receiveWithoutPcr(30, 45);
        assertThat(takeOver()).isInstanceOf(Takeover.Ahead.class);
        receiveWithoutPcr(45, 60);
        assertThat(takeOver()).isEqualTo(new Takeover.Seamless(20 * 61));
    }

    /** As a table that is sent again and again. */
    @Test
    void packetsThatCameOftenAreThoseOfTheTimeOfTheLog() {
        ByteBuf table = packets(38, 99);
        ChunkCutter cutter = new ChunkCutter(1, 0, logged::add);
        for (int i = 0; i < 60; i++) {
            if (i < 50) {
                cutter.add(table, bufferMillis(i) * (Pcr.TICKS_PER_SECOND / 1_000), bufferMillis(i));
            }
            ring.add(table, bufferMillis(i), bufferMillis(i));
        }
        cutter.close();
        table.release();
        assertThat(takeOver()).isEqualTo(new Takeover.Seamless(50 * 61));
    }

    @Test
    void theOldestIsDroppedByTimeAndByBytes() {
        for (int second = 0; second < 20; second++) {
            receive(packets(0, 10), (int) (second * Pcr.TICKS_PER_SECOND / TICKS_PER_PACKET));
        }
        assertThat(ring.heldBytes()).isEqualTo(11 * 10 * TsPacket.LENGTH);
        try (StandbyRing small = new StandbyRing(8_000, StandbyRing.LEAST)) {
            ByteBuf buffer = packets(0, 20);
            for (int i = 0; i < 20; i++) {
                small.add(buffer, i, i);
            }
            buffer.release();
            assertThat(small.heldBytes()).isEqualTo(2 * 20 * TsPacket.LENGTH);
        }
    }

    @Test
    void theOldestIsDroppedWhereMemoryIsShort() {
        QueuedMemory memory = new QueuedMemory(QueuedMemory.LEAST_BYTES);
        int packets = QueuedMemory.LEAST_BYTES / TsPacket.LENGTH / 4;
        try (StandbyRing one = new StandbyRing(60_000_000, StandbyRing.LEAST, memory)) {
            ByteBuf buffer = packets(0, packets);
            for (int i = 0; i < 8; i++) {
                one.add(buffer, i, i);
            }
            buffer.release();
            assertThat(one.packets()).isEqualTo(4L * packets);
        }
        assertThat(memory.isExceededBy(Long.MAX_VALUE)).as("given back").isFalse();
    }

    @Test
    void aRingThatCoversNoDetectionIsRefused() {
        assertThatThrownBy(() -> new StandbyRing(1, Duration.ofSeconds(9)))
                .hasMessage("longest: PT9S (expected: 10 s to a minute)");
    }
}
