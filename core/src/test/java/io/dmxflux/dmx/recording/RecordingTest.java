// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import static io.dmxflux.dmx.recording.FeedReading.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.packet.HandmadeStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {

    private static final int ROOM = 7 * 188;

    private final HandmadeStream stream = new HandmadeStream().packets(0x100, 0, 40);

    @ParameterizedTest
    @ValueSource(ints = {188, 189, 1000, 1316, 64_484})
    void packetsArriveAsTheyAreInBuffersOfAnySize(int bufferBytes) {
        assertThat(readAll(unpaced(stream.toBytes()), bufferBytes)).isEqualTo(stream.toBytes());
    }

    @ParameterizedTest
    @CsvSource({"0, 16, 188", "0, 16, 1316", "0, 16, 64484", "4, 0, 188", "4, 0, 1316", "4, 0, 64484"})
    void whatIsBetweenPacketsIsLeftOut(int before, int behind, int bufferBytes) {
        assertThat(readAll(unpaced(stream.spaced(before, behind)), bufferBytes)).isEqualTo(stream.toBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 187, 188, 1000, 15_299, 15_300, 15_301, 16_320, 100_000})
    void whatComesBeforeTheFirstPacketIsSkipped(int length) {
        byte[] garbage = garbage(length);
        byte[] bytes =
                new HandmadeStream().append(garbage).append(stream.toBytes()).toBytes();

        assertThat(readAll(unpaced(bytes), ROOM)).isEqualTo(stream.toBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 188, 20_000})
    void syncIsFoundAgainWhereItWasLost(int length) {
        byte[] bytes = new HandmadeStream()
                .packets(0x100, 0, 13)
                .append(garbage(length))
                .packets(0x100, 13, 27)
                .toBytes();

        assertThat(readAll(unpaced(bytes), 64_484)).isEqualTo(stream.toBytes());
        assertThat(readAll(unpaced(bytes), 188)).isEqualTo(stream.toBytes());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 188", "0, 1, 188", "0, 88, 1316", "300, 187, 1316", "1000, 88, 64484", "0, 187, 64484"})
    void everyByteIsOfAPacketOrSkipped(int before, int cut, int bufferBytes) {
        byte[] bytes = new HandmadeStream()
                .append(garbage(before))
                .append(stream.toBytes())
                .append(Arrays.copyOf(new HandmadeStream().packets(0x100, 40, 1).toBytes(), cut))
                .toBytes();
        try (StreamFeed feed = unpaced(bytes).open()) {
            assertThat(readAll(feed, bufferBytes)).isEqualTo(stream.toBytes());
            assertThat(feed.skippedBytes()).isEqualTo(before + cut);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {188, ROOM})
    void packetWithoutSyncByteIsLeftOut(int bufferBytes) {
        ByteBuffer bytes = stream.toBuffer().put(20 * 188, (byte) 0x46);
        byte[] expected =
                new HandmadeStream().packets(0x100, 0, 20).packets(0x100, 5, 19).toBytes();

        assertThat(readAll(unpaced(bytes.array()), bufferBytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {188, ROOM})
    void packetsBehindTheLastBadSyncByteAreKept(int bufferBytes) {
        ByteBuffer bytes = stream.toBuffer().put(37 * 188, (byte) 0x46);
        byte[] expected =
                new HandmadeStream().packets(0x100, 0, 37).packets(0x100, 6, 2).toBytes();

        assertThat(readAll(unpaced(bytes.array()), bufferBytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 187})
    void incompletePacketAtTheEndIsIgnored(int length) {
        byte[] bytes = new HandmadeStream()
                .append(stream.toBytes())
                .append((byte) 0x47)
                .append(new byte[length - 1])
                .toBytes();

        assertThat(readAll(unpaced(bytes), ROOM)).isEqualTo(stream.toBytes());
        try (StreamFeed feed = unpaced(bytes).open()) {
            feed.read(ByteBuffer.allocate(40 * 188), 0);
            assertThat(feed.dueNanos()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "4, 0", "5, 0", "1, 16", "2, 16", "5, 16"})
    void fewPacketsAreAStreamToo(int count, int behind) {
        HandmadeStream few = new HandmadeStream().packets(0x100, 0, count);

        assertThat(readAll(unpaced(few.spaced(0, behind)), ROOM)).isEqualTo(few.toBytes());
    }

    @Test
    void endIsKnownWithTheLastPacket() {
        try (StreamFeed feed = unpaced(stream.toBytes()).open()) {
            assertThat(feed.dueNanos()).isZero();
            assertThat(feed.read(ByteBuffer.allocate(187), 0)).as("no room").isZero();
            assertThat(feed.read(ByteBuffer.allocate(40 * 188), 0)).isEqualTo(40 * 188);
            assertThat(feed.dueNanos()).isEqualTo(Long.MAX_VALUE);
            assertThat(feed.read(ByteBuffer.allocate(188), 0)).isEqualTo(StreamFeed.END);
        }
    }

    @Test
    void targetIsFilledFromItsPositionToItsLimit() {
        ByteBuffer target = ByteBuffer.allocate(1000).position(10).limit(10 + 2 * 188 + 5);
        try (StreamFeed feed = unpaced(stream.toBytes()).open()) {
            assertThat(feed.read(target, 0)).isEqualTo(2 * 188);
        }
        assertThat(target.position()).isEqualTo(10 + 2 * 188);
        assertThat(target.limit()).isEqualTo(10 + 2 * 188 + 5);
        assertThat(target.get(10)).isEqualTo((byte) 0x47);
    }

    @Test
    void bytesWithoutSyncAreNotAStream() {
        for (byte[] bytes : new byte[][] {garbage(3000), {0x47}, new byte[188], garbage(2_000_000)}) {
            assertThatThrownBy(unpaced(bytes)::open)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("stream in memory: not a transport stream (expected: 5 packets in a row that begin "
                            + "with 0x47, every 188, 192 or 204 bytes); remux it into one");
        }
    }

    private static Playback unpaced(byte[] bytes) {
        return Playback.ofBytes(ByteBuffer.wrap(bytes)).unpaced();
    }

    /** Bytes with a sync byte here and there, and twice one behind the other at a packet's distance. */
    private static byte[] garbage(int length) {
        byte[] garbage = new byte[length];
        for (int i = 50; i < length; i += 1000) {
            garbage[i] = 0x47;
        }
        for (int i = 50 + 188; i < length; i += 1000) {
            garbage[i] = 0x47;
        }
        return garbage;
    }
}
