// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TsChunkTest {

    private final List<TsChunk> chunks = new ArrayList<>();
    private final List<ByteBuf> held = new ArrayList<>();
    private final ChunkCutter cutter = new ChunkCutter(3, 100, chunks::add);
    private final NumberedPackets packets = NumberedPackets.of(0x100);

    @AfterEach
    void release() {
        chunks.forEach(TsChunk::release);
        held.forEach(ByteBuf::release);
    }

    private ByteBuf held(ByteBuf buffer) {
        held.add(buffer);
        return buffer;
    }

    private ByteBuf next(int count) {
        return held(Unpooled.wrappedBuffer(packets.next(count)));
    }

    /** The table of bytes in the description of the package. */
    @Test
    void bytesAreThoseOfTheTable() {
        byte[] packet = CraftedPacket.of(0x101).pcr(0x0102_0304_0506L).bytes();
        cutter.add(held(Unpooled.wrappedBuffer(packet)), 0x1122_3344_5566_7788L, 0x18F_0123_4567L);
        cutter.close();
        ByteBuf bytes = chunks.get(0).bytes();
        assertThat(ByteBufUtil.hexDump(bytes, 0, 4)).isEqualTo("89545343");
        assertThat(ByteBufUtil.hexDump(bytes, 8, 53))
                .isEqualTo(
                        "000000f9" // 52 + 9 + 188
                                + "01" + "01" + "0101" // version, datagrams, PID of the PCR
                                + "00000003" + "0000000000000000" // epoch, sequence
                                + "0000000000000064" // number of the first datagram
                                + "0000018f01234567" + "0000010203040506" // wall clock, PCR
                                + "1122334455667788" + "01"); // when it came, its packets
        assertThat(ByteBufUtil.getBytes(bytes, 61, 188)).isEqualTo(packet);
        assertThat(bytes.readableBytes()).isEqualTo(249);
    }

    @Test
    void fieldsAreReadInPlace() {
        cutter.add(next(10), 5 * Pcr.TICKS_PER_MILLI, 1_000);
        cutter.add(next(2), 7 * Pcr.TICKS_PER_MILLI, 1_002);
        cutter.close();
        TsChunk chunk = chunks.get(0);
        assertThat(chunk.epoch()).isEqualTo(3);
        assertThat(chunk.sequence()).isZero();
        assertThat(chunk.firstDatagram()).isEqualTo(100);
        assertThat(chunk.endDatagram()).isEqualTo(102);
        assertThat(chunk.time()).isEqualTo(Instant.ofEpochMilli(1_000));
        assertThat(chunk.firstPcr()).isEqualTo(Pcr.ABSENT);
        assertThat(chunk.pcrPid()).isEqualTo(Pid.NULL);
        assertThat(List.of(chunk.packets(0), chunk.packets(1))).as("filled up").containsExactly(7, 5);
        assertThat(List.of(chunk.arrivalTicks(0), chunk.arrivalTicks(1)))
                .as("when its first packet came")
                .containsExactly(5 * Pcr.TICKS_PER_MILLI, 5 * Pcr.TICKS_PER_MILLI);
        assertThat(LoggedStream.numbers(chunk))
                .isEqualTo(IntStream.range(0, 12).boxed().toList());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chunk.packets(2))
                .withMessage("datagram: 2 (expected: 0 to 1)");
    }

    @Test
    void fullChunkHasFortyEightDatagrams() {
        cutter.add(next(48 * 7 + 1), 0, 0);
        cutter.close();
        assertThat(chunks).extracting(TsChunk::datagrams).containsExactly(48, 1);
        assertThat(chunks).extracting(TsChunk::firstDatagram).containsExactly(100L, 148L);
        assertThat(chunks).extracting(TsChunk::sequence).containsExactly(0L, 1L);
        assertThat(chunks.get(0).length()).isEqualTo(52 + 48 * 9 + 63_168);
        assertThat(cutter.nextDatagram()).isEqualTo(149);
    }

    @Test
    void chunkEndsAfterTwentyMilliseconds() {
        for (int millis = 0; millis <= 40; millis += 5) {
            cutter.add(next(7), millis * Pcr.TICKS_PER_MILLI, millis);
        }
        cutter.close();
        assertThat(chunks).extracting(TsChunk::datagrams).containsExactly(4, 4, 1);
        assertThat(chunks.get(1).arrivalTicks(3)).isEqualTo(35 * Pcr.TICKS_PER_MILLI);
    }

    @Test
    void firstPcrIsFound() {
        cutter.add(next(3), 0, 0);
        cutter.add(held(CraftedPacket.of(0x200).pcr(123_456_789).buffer()), 0, 0);
        cutter.add(held(CraftedPacket.of(0x300).pcr(1).buffer()), 0, 0);
        cutter.close();
        assertThat(chunks.get(0).firstPcr()).isEqualTo(123_456_789);
        assertThat(chunks.get(0).pcrPid()).isEqualTo(0x200);
    }

    @Test
    void partsOfPacketsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cutter.add(held(Unpooled.wrappedBuffer(new byte[200])), 0, 0))
                .withMessage("buffer: 200 bytes (expected: whole packets of 188 bytes)");
    }

    /** Each byte of a chunk, and each bit of it. */
    @Test
    void everyFlippedBitIsNoticed() {
        TsChunk chunk = new LoggedStream(1, 0).next(2, Duration.ZERO);
        chunks.add(chunk);
        for (int at = 0; at < chunk.length(); at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                ByteBuf damaged = held(Unpooled.copiedBuffer(chunk.bytes()));
                damaged.setByte(at, damaged.getByte(at) ^ 1 << bit);
                assertThat(ChunkLayout.check(damaged, 0, damaged.writerIndex()))
                        .as("byte %s, bit %s", at, bit)
                        .isNotPositive();
            }
        }
    }

    @Test
    void whatIsCutShortIsToldFromWhatIsNoChunk() {
        TsChunk chunk = new LoggedStream(1, 0).next(1, Duration.ZERO);
        chunks.add(chunk);
        for (int end = 0; end < chunk.length(); end++) {
            assertThat(ChunkLayout.check(chunk.bytes(), 0, end))
                    .as("%s bytes", end)
                    .isEqualTo(ChunkLayout.CUT_SHORT);
        }
        assertThat(ChunkLayout.check(held(Unpooled.wrappedBuffer(new byte[3])), 0, 3))
                .isEqualTo(ChunkLayout.UNSOUND);
    }

    /** As Reactor's hooks do; the memory may be another's by then. */
    @Test
    void aChunkThatIsReleasedIsNotReleasedAgain() {
        TsChunk chunk = new LoggedStream(1, 0).next(2, Duration.ZERO);
        chunk.retain();
        assertThat(chunk.release()).isFalse();
        chunk.discard();
        chunk.discard();
        assertThat(chunk.refCnt()).isZero();
        assertThat(chunk).hasToString("a chunk that is released");
    }

    /** Netty gives the slice of one that is released to another. */
    @Test
    void aChunkThatIsReleasedIsNeverAnother() {
        TsChunk made = new LoggedStream(1, 0).next(2, Duration.ZERO);
        ByteBuf block = held(PacketBuffers.allocate(made.length()).writeBytes(made.bytes()));
        made.release();
        List<TsChunk> released = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            TsChunk next = TsChunk.ofSound(block.retainedSlice());
            released.forEach(TsChunk::discard);
            assertThat(next.refCnt()).isEqualTo(1);
            assertThat(next.payload().isReadable()).isTrue();
            next.release();
            released.add(next);
        }
    }

    /** No bytes make a check throw, and what it takes for a chunk can be read. */
    @Test
    void noiseIsNoChunk() {
        Random random = new Random(15);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            ByteBuf bytes = held(Unpooled.wrappedBuffer(noise));
            if (noise.length >= 16) {
                bytes.setInt(0, ChunkLayout.MAGIC);
                bytes.setInt(8, random.nextInt(700));
                bytes.setByte(12, 1);
            }
            assertThat(ChunkLayout.check(bytes, 0, noise.length)).isNotPositive();
            assertThat(ChunkLayout.fault(bytes, 0, noise.length)).isNotEmpty();
        }
    }

    /** A writer that is wrong, and sums up what it wrote. */
    @Test
    void fieldsThatContradictEachOtherAreRefused() {
        TsChunk chunk = new LoggedStream(1, 0).next(2, Duration.ZERO);
        chunks.add(chunk);
        for (int at : new int[] {8, 9, 10, 11, 12, 13, 28, 68, 69}) {
            ByteBuf wrong = held(Unpooled.copiedBuffer(chunk.bytes()));
            wrong.setByte(at, 0xF1);
            ChunkLayout.seal(wrong, 0, wrong.writerIndex());
            assertThat(ChunkLayout.check(wrong, 0, wrong.writerIndex()))
                    .as("byte %s", at)
                    .isNotPositive();
        }
    }

    @Test
    void aRecordOfAnEngineIsReadOrRefusedInOneLine() {
        TsChunk chunk = new LoggedStream(1, 0).next(2, Duration.ZERO);
        chunks.add(chunk);
        chunks.add(TsChunk.read(Unpooled.copiedBuffer(chunk.bytes())));
        assertThat(chunks.get(1)).hasToString(chunk.toString());

        ByteBuf newer = Unpooled.copiedBuffer(chunk.bytes());
        newer.setByte(12, 2);
        ChunkLayout.seal(newer, 0, newer.writerIndex());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TsChunk.read(newer))
                .withMessage("chunk: version 2 of the format (expected: one whole chunk of version 1 of the format)");
        assertThat(newer.refCnt()).isZero();
        ByteBuf torn = Unpooled.copiedBuffer(chunk.bytes()).writerIndex(1_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TsChunk.read(torn))
                .withMessageStartingWith("chunk: cut short, 1000 of " + chunk.length() + " bytes");
    }
}
