// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import static io.dmxflux.dmx.recording.FeedReading.counters;
import static io.dmxflux.dmx.recording.FeedReading.dueTimes;
import static io.dmxflux.dmx.recording.FeedReading.pcrs;
import static io.dmxflux.dmx.recording.FeedReading.readAll;
import static io.dmxflux.dmx.recording.FeedReading.readPackets;
import static io.netty.buffer.Unpooled.wrappedBuffer;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.HandmadeStream;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.PesHeader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopedRecordingTest {

    private static final long MS = Pcr.TICKS_PER_MILLI;
    private static final long PCR_END = (1L << 33) * 300;
    private static final int VIDEO = 0x100;
    private static final int AUDIO = 0x101;

    /** Eight packets, a millisecond each: 8 ms, 720 ticks of 90 kHz. */
    private final HandmadeStream round = new HandmadeStream()
            .section(0, 15)
            .pcr(VIDEO, 3, PCR_END - 5 * MS)
            .pes(VIDEO, 4, (1L << 33) - 700, (1L << 33) - 1400)
            .nullPacket()
            .packet(AUDIO, 9)
            .pcr(VIDEO, 5, PCR_END - MS)
            .packet(VIDEO, 6)
            .pcrOnly(0x1FF, 7, 500 * MS);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void firstRoundIsAsRecorded(boolean paced) {
        assertThat(readPackets(looped(paced), 8)).isEqualTo(round.toBuffer());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countersGoOnFromRoundToRound(boolean paced) {
        ByteBuffer rounds = readPackets(looped(paced), 5 * 8);

        assertThat(counters(rounds, 0)).containsExactly(15, 0, 1, 2, 3);
        assertThat(counters(rounds, VIDEO)).startsWith(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2);
        assertThat(counters(rounds, AUDIO)).containsExactly(9, 10, 11, 12, 13);
        assertThat(counters(rounds, 0x1FFF)).as("null packets").containsOnly(0);
        assertThat(counters(rounds, 0x1FF)).as("no payload").containsOnly(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pcrsGoOnEvenlyAcrossSeamAndWrap(boolean paced) {
        ByteBuffer rounds = readPackets(looped(paced), 3 * 8);

        assertThat(pcrs(rounds, VIDEO))
                .containsExactly(PCR_END - 5 * MS, PCR_END - MS, 3 * MS, 7 * MS, 11 * MS, 15 * MS);
        assertThat(pcrs(rounds, 0x1FF)).as("another clock").containsExactly(500 * MS, 508 * MS, 516 * MS);
    }

    @Test
    void presentationGoesOnWithTheClock() {
        ByteBuffer rounds = readPackets(looped(false), 3 * 8);

        assertThat(rounds.slice(10 * 188, 188))
                .isEqualTo(
                        new HandmadeStream().pes(VIDEO, 8, 20, (1L << 33) - 680).toBuffer());
        assertThat(rounds.slice(18 * 188, 188))
                .isEqualTo(new HandmadeStream().pes(VIDEO, 12, 740, 40).toBuffer());
    }

    @Test
    void sectionsAreTheSameInEveryRound() {
        ByteBuffer rounds = readPackets(looped(true), 3 * 8);

        assertThat(rounds.slice(16 * 188, 188))
                .isEqualTo(new HandmadeStream().section(0, 1).toBuffer());
    }

    @Test
    void paceGoesOnAcrossTheSeam() {
        List<Long> everyMillisecond =
                LongStream.range(0, 100).mapToObj(ms -> ms * 1_000_000).toList();

        assertThat(dueTimes(looped(true), 100)).isEqualTo(everyMillisecond);
    }

    @Test
    void jumpOfTheRecordedClockDisturbsThePaceOfNoRound() {
        HandmadeStream jumping = new HandmadeStream().pcr(VIDEO, 0, 0).pcr(VIDEO, 1, MS);
        jumping.pcr(VIDEO, 2, 90_000 * MS).pcr(VIDEO, 3, 90_001 * MS).packet(VIDEO, 4);
        List<Long> everyMillisecond =
                LongStream.range(0, 50).mapToObj(ms -> ms * 1_000_000).toList();

        assertThat(dueTimes(jumping.playback().looped(), 50)).isEqualTo(everyMillisecond);
    }

    @Test
    void duplicatesStayDuplicatesAndGapsStayGaps() {
        HandmadeStream damaged = new HandmadeStream()
                .packets(VIDEO, 14, 2)
                .packet(VIDEO, 15)
                .packet(VIDEO, 3)
                .packet(VIDEO, 3);
        ByteBuffer rounds = readPackets(damaged.playback().unpaced().looped(), 15);

        assertThat(counters(rounds, VIDEO)).containsExactly(14, 15, 15, 3, 3, 4, 5, 5, 9, 9, 10, 11, 11, 15, 15);
    }

    @Test
    void packetWithoutPayloadAtTheSeamDoesNotCount() {
        HandmadeStream stream = new HandmadeStream().pcrOnly(VIDEO, 4, 0);
        stream.packets(VIDEO, 5, 2).pcrOnly(VIDEO, 6, 3 * MS).packets(AUDIO, 0, 1);
        ByteBuffer rounds = readPackets(stream.playback().unpaced().looped(), 15);

        assertThat(counters(rounds, VIDEO)).containsExactly(4, 5, 6, 6, 6, 7, 8, 8, 8, 9, 10, 10);
    }

    @Test
    void counterOfAPacketInErrorIsNotContinuedFrom() {
        ByteBuffer stream = new HandmadeStream().packets(VIDEO, 0, 5).toBuffer();
        stream.put(4 * 188 + 1, (byte) 0x81).put(4 * 188 + 3, (byte) 0x1C);
        ByteBuffer rounds = readPackets(Playback.ofBytes(stream).unpaced().looped(), 10);

        assertThat(counters(rounds, VIDEO).subList(5, 9)).containsExactly(4, 5, 6, 7);
    }

    @Test
    void everyRoundHasTheSamePacketsThoughTheirLengthChangesInTheRecording() {
        byte[] parity = new HandmadeStream().packets(VIDEO, 10, 20).spaced(0, 16);
        HandmadeStream changing = new HandmadeStream().packets(VIDEO, 0, 10).append(parity);
        int count = readAll(changing.playback().unpaced(), 1316).length / 188;
        ByteBuffer rounds = readPackets(changing.playback().unpaced().looped(), 3 * count);

        List<Integer> counters = counters(rounds, VIDEO);
        int perRound = counters.get(count - 1) - counters.get(0) + 1;
        for (int i = count; i < 3 * count; i++) {
            assertThat(counters.get(i)).as("packet %d", i).isEqualTo(counters.get(i - count) + perRound & 15);
        }
    }

    @Test
    void clocksStayWithoutOneToTellHowLongARoundTakes() {
        HandmadeStream stream = new HandmadeStream().pes(VIDEO, 0, 9000, 9000).packets(AUDIO, 0, 4);
        ByteBuffer rounds = readPackets(stream.playback().unpaced().looped(), 10);

        assertThat(rounds.slice(5 * 188, 188))
                .isEqualTo(new HandmadeStream().pes(VIDEO, 1, 9000, 9000).toBuffer());
    }

    @Test
    void givenBitRateTellsHowLongARoundTakes() {
        HandmadeStream stream = new HandmadeStream().pes(VIDEO, 0, 9000, 9000).packets(AUDIO, 0, 4);
        ByteBuffer rounds = readPackets(stream.playback().pacedAt(1504 * 1000).looped(), 10);

        assertThat(rounds.slice(5 * 188, 188))
                .isEqualTo(new HandmadeStream().pes(VIDEO, 1, 9450, 9450).toBuffer());
    }

    @Test
    void onceIsTheEndOfLooped() {
        assertThat(dueTimes(round.playback().looped().once(), 100)).hasSize(8);
    }

    @Test
    void everyClockOfAPacketIsShifted() {
        ByteBuf packets = wrappedBuffer(new HandmadeStream()
                .pcr(0x100, 0, PCR_END - 1)
                .pes(0x100, 1, (1L << 33) - 1, 5)
                .toBytes());
        packets.setByte(4, 13).setByte(5, 0x18).setBytes(12, new byte[] {0, 0, 0, 0, 0x7E, 9});
        LoopedRecording.shiftClocks(packets, 0, 901);
        LoopedRecording.shiftClocks(packets, 188, 901);

        assertThat(AdaptationField.ticks(packets, 6)).as("PCR").isEqualTo(900);
        assertThat(AdaptationField.ticks(packets, AdaptationField.opcrIndex(packets, 0)))
                .as("OPCR")
                .isEqualTo(910);
        assertThat(PesHeader.timestamp(packets, 188 + 13)).as("PTS").isEqualTo(2);
        assertThat(PesHeader.timestamp(packets, 188 + 18)).as("DTS").isEqualTo(8);
    }

    @Test
    void randomPacketsAreShiftedWithoutAnError() {
        Random random = new Random(13818);
        byte[] packet = new byte[188];
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(packet);
            if (i % 2 == 0) {
                packet[4 + 1 + (packet[4] & 0xFF) % 170] = 0;
            }
            LoopedRecording.shiftClocks(wrappedBuffer(packet), 0, random.nextInt(Integer.MAX_VALUE));
        }
    }

    private Playback looped(boolean paced) {
        Playback looped = round.playback().looped();
        return paced ? looped.paced() : looped.unpaced();
    }
}
