// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each payload is one packet, whose last byte is the sequence number's low one. */
@ExtendWith(LeakCheck.class)
class RtpReaderTest {

    private static final long MILLI = 1_000_000;

    /** Time between two datagrams as they are sent: 1.4 Mbit/s. */
    private static final long SPACING = MILLI;

    private final UdpSourceStats.Counters counters = new UdpSourceStats.Counters(UdpSourceStats.Framing.RTP);
    private final RtpReader reader = new RtpReader(counters, new LeftOutPackets());
    private final List<Integer> emitted = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final DatagramReader.Output output = new DatagramReader.Output() {
        @Override
        public void payload(ByteBuf payload) {
            emitted.add((int) payload.getUnsignedByte(payload.writerIndex() - 1));
        }

        @Override
        public void missing(Loss loss) {
            missing.add("after " + emitted.get(emitted.size() - 1) + " " + loss);
        }
    };

    private long now;
    private long datagrams;

    @AfterEach
    void everyDatagramIsOnOneAccount() {
        reader.release();
        long accounted = counters.payload.get()
                + counters.late.get()
                + counters.duplicate.get()
                + counters.foreign.get()
                + counters.malformed.get()
                + counters.empty.get()
                + counters.discarded.get();
        assertThat(accounted).as("datagrams on all accounts").isEqualTo(datagrams);
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 3 4, 1 2 3 4, 0, 0",
        "1 2 4 3 5, 1 2 3 4 5, 0, 0",
        "1 4 3 2 5, 1 2 3 4 5, 0, 0",
        "1 2 2 3, 1 2 3, 0, 1",
        "1 3 3 2, 1 2 3, 0, 1",
        "1 2 3 2, 1 2 3, 0, 1",
        "1 3 4 5, 1, 0, 0",
        "65534 65535 0 1, 254 255 0 1, 0, 0",
        "65534 0 65535 1, 254 255 0 1, 0, 0",
    })
    void smallDisorderIsMended(String arrive, String emit, long lost, long twice) {
        receive(numbers(arrive));

        assertThat(emitted).isEqualTo(numbers(emit));
        expect(lost, 0, twice, 0);
    }

    @Test
    void gapIsGivenUpAfterTwentyMilliseconds() {
        receive(range(1, 8));
        receive(range(10, 27));
        assertThat(emitted).as("waiting for 9").isEqualTo(range(1, 8));
        assertThat(reader.waits()).isTrue();

        pass(1);
        assertThat(emitted).isEqualTo(range(1, 8));
        pass(2);
        assertThat(emitted).isEqualTo(concat(range(1, 8), range(10, 27)));
        expect(1, 0, 0, 0);
        assertThat(reader.waits()).isFalse();

        receive(List.of(9, 28));
        assertThat(emitted).endsWith(27, 28);
        expect(1, 1, 0, 0);
    }

    /** A radio: the one behind the lost one waits for one more spacing, not for as many datagrams as a window has. */
    @Test
    void slowStreamWaitsForOneSpacing() {
        for (int number = 1; number <= 10; number++) {
            pass(100);
            read(number);
        }
        pass(200);
        read(12);
        pass(90);
        assertThat(emitted).as("waiting for 11").isEqualTo(range(1, 10));

        pass(15);
        assertThat(emitted).isEqualTo(concat(range(1, 10), List.of(12)));
    }

    @Test
    void eachGapHasATimeLimitOfItsOwn() {
        receive(List.of(1, 3));
        pass(10);
        receive(List.of(5));
        pass(11);
        assertThat(emitted).containsExactly(1, 3);
        receive(List.of(4));
        assertThat(emitted).containsExactly(1, 3, 4, 5);
        expect(1, 0, 0, 0);
    }

    /** What stands in a queue was not late on the way. */
    @Test
    void timeInWhichNothingWasReadDoesNotCount() {
        receive(List.of(1, 2, 4));
        now += 3_000 * MILLI;
        read(3);

        assertThat(emitted).containsExactly(1, 2, 3, 4);
        expect(0, 0, 0, 0);
    }

    @Test
    void largeGapIsCountedWhole() {
        receive(range(1, 5));
        receive(range(106, 120));
        assertThat(emitted).as("waiting for 6").isEqualTo(range(1, 5));

        pass(20);
        assertThat(emitted).isEqualTo(concat(range(1, 5), range(106, 120)));
        expect(100, 0, 0, 0);
    }

    @Test
    void whatIsGivenUpIsMissingBeforeTheNextOnTheNetworksAccount() {
        receive(range(1, 8));
        receive(range(11, 27));
        pass(20);
        receive(range(29, 44));
        pass(20);

        assertThat(missing)
                .containsExactly("after 8 missing: network 376 bytes", "after 27 missing: network 188 bytes");
    }

    /** The kernel says how many it has dropped when the first one behind them comes. */
    @Test
    void whatTheKernelHasDroppedIsOnItsAccountAndTheRestOnTheNetworks() {
        receive(range(1, 8));
        read(RtpHeaders.datagram(1, 13, 33, packet(13)), 3);
        receive(range(14, 40));
        pass(20);

        assertThat(missing).containsExactly("after 8 missing: network 188 bytes", "after 8 missing: kernel 564 bytes");
        expect(1, 0, 0, 0);
    }

    @Test
    void whatTheKernelHasDroppedIsNotWaitedFor() {
        receive(range(1, 8));
        read(RtpHeaders.datagram(1, 12, 33, packet(12)), 3);

        assertThat(emitted).endsWith(8, 12);
        assertThat(missing).containsExactly("after 8 missing: kernel 564 bytes");
    }

    /** A process that was stopped for seconds: more than any jump, and more than half of all numbers. */
    @ParameterizedTest
    @CsvSource({"18000", "40000", "70000"})
    void socketThatWasFullForSecondsIsNoRestart(int dropped) {
        receive(range(1, 8));
        int behind = 9 + dropped & 0xFFFF;
        read(RtpHeaders.datagram(1, behind, 33, packet(behind)), dropped);

        assertThat(missing).containsExactly("after 8 missing: kernel " + dropped * 188L + " bytes");
        expect(0, 0, 0, 0);
    }

    @Test
    void whatTheKernelHasDroppedAndNobodyMissesExcusesNothingLater() {
        receive(range(1, 8));
        read(RtpHeaders.datagram(1, 9, 33, packet(9)), 3);
        receive(range(11, 27));
        pass(20);

        assertThat(missing).containsExactly("after 9 missing: network 188 bytes");
        expect(1, 0, 0, 0);
    }

    @Test
    void whatIsMissingAtARestartIsUnknown() {
        receive(List.of(1, 2, 40_000, 40_001));

        assertThat(missing).containsExactly("after 2 missing: network unknown");
    }

    @ParameterizedTest
    @CsvSource({"40000", "3003", "64900", "9101"})
    void jumpIsBelievedWhenTheNextDatagramFollowsOnAndNeitherIsLost(int to) {
        int from = to == 9101 ? 9200 : 1; // a jump back of 101
        receive(List.of(from, from + 1, to));
        assertThat(emitted).containsExactly(from & 0xFF, from + 1 & 0xFF);
        expect(0, 0, 0, 0);

        receive(List.of(to + 1, to + 2));
        assertThat(emitted).containsExactly(from & 0xFF, from + 1 & 0xFF, to & 0xFF, to + 1 & 0xFF, to + 2 & 0xFF);
        expect(0, 0, 0, 1);
    }

    @Test
    void jumpIsBelievedIfItsSecondDatagramIsLostOrComesFirst() {
        receive(List.of(1, 2, 40_000, 40_002));
        pass(20);
        assertThat(emitted).containsExactly(1, 2, 40_000 & 0xFF, 40_002 & 0xFF);
        expect(1, 0, 0, 1);

        receive(List.of(10_001, 10_000, 10_002));
        assertThat(emitted).endsWith(10_000 & 0xFF, 10_001 & 0xFF, 10_002 & 0xFF);
        expect(1, 0, 0, 2);
    }

    @ParameterizedTest
    @CsvSource({"50", "-150", "-50", "2000", "-3500", "20000"})
    void jumpThatTheTimestampsDenyIsARestartAndNoLoss(int jump) {
        sendTimed(4000, 100, 0);
        sendTimed(4100 + jump, 100, 100);

        assertThat(emitted).hasSize(200);
        assertThat(missing).containsExactly("after " + (4099 & 0xFF) + " missing: network unknown");
        expect(0, 0, 0, 1);
    }

    @Test
    void jumpForWhichTheTimeHasPassedIsALoss() {
        sendTimed(4000, 100, 0);
        sendTimed(4600, 100, 600);
        pass(20);

        assertThat(emitted).hasSize(200);
        expect(500, 0, 0, 0);
    }

    @Test
    void copiesThatComeAHundredDatagramsLaterAreDuplicates() {
        sendTimed(4000, 200, 0);
        sendTimed(4100, 100, 100);

        assertThat(emitted).hasSize(200);
        expect(0, 0, 100, 0);
    }

    @Test
    void singleStrayDatagramChangesNothing() {
        receive(List.of(1, 2, 40_000, 3, 4));

        assertThat(emitted).containsExactly(1, 2, 3, 4);
        expect(0, 1, 0, 0);
    }

    @Test
    void strayDatagramsMustFollowOnImmediately() {
        receive(List.of(1, 2, 40_000, 3, 40_001, 4));

        assertThat(emitted).containsExactly(1, 2, 3, 4);
        expect(0, 2, 0, 0);
    }

    @Test
    void strayDatagramIsGivenUpInTheEnd() {
        receive(List.of(1, 2, 40_000));
        pass(1_000);

        assertThat(reader.waits()).isFalse();
        expect(0, 1, 0, 0);
    }

    @Test
    void anotherSourceIsARestartOnceTheFirstIsSilent() {
        receive(List.of(1, 2, 4));
        receiveFrom(99, range(7, 30));
        assertThat(emitted).containsExactly(1, 2);

        pass(50);
        receiveFrom(99, List.of(31));
        assertThat(emitted)
                .as("what waited comes first, and none of the new one is lost")
                .isEqualTo(concat(List.of(1, 2, 4), range(7, 31)));
        expect(1, 0, 0, 1);
        assertThat(counters.foreign.get()).isZero();
        assertThat(counters.rivals.get()).isZero();
    }

    @Test
    void sourcesThatFollowEachOtherQuicklyLoseNothing() {
        receive(range(1, 10));
        receiveFrom(99, range(1, 10));
        receiveFrom(98, range(1, 10));
        pass(100);

        assertThat(emitted).hasSize(30);
        expect(0, 0, 0, 2);
    }

    @Test
    void sourceThatContinuesNumbersAndTimestampsIsARestartWithoutALoss() {
        sendTimed(4000, 50, 0);
        for (int i = 50; i < 100; i++) {
            read(RtpHeaders.datagram(99, 4000 + i, 33, i * 600, packet(i)));
        }

        assertThat(emitted).hasSize(100);
        assertThat(missing).isEmpty();
        expect(0, 0, 0, 1);
    }

    @Test
    void ofTwoSourcesAtOnceTheFirstIsFollowedAndTheOtherCounted() {
        for (int number = 1; number <= 100; number++) {
            read(number);
            receiveFrom(99, List.of(30_000 + number));
        }

        assertThat(emitted).isEqualTo(range(1, 100));
        assertThat(missing).isEmpty();
        expect(0, 0, 0, 0);
        assertThat(counters.rivals.get()).isEqualTo(1);

        receiveFrom(99, IntStream.rangeClosed(30_101, 30_300).boxed().toList());
        assertThat(emitted).as("the first is silent").endsWith(30_300 & 0xFF);
        expect(0, 0, 0, 1);
        assertThat(counters.foreign.get()).isBetween(100L, 200L);
    }

    @Test
    void otherPayloadTypesAreTakenIfTheyHoldPackets() {
        read(RtpHeaders.datagram(1, 1, 96, packet(1)));
        read(RtpHeaders.datagram(1, 2, 96, new byte[188]));

        assertThat(emitted).containsExactly(1);
        assertThat(counters.foreign.get()).isEqualTo(1);
    }

    @Test
    void whatIsNotRtpIsDroppedAndCounted() {
        read(Unpooled.wrappedBuffer(packet(1)));
        read(Unpooled.wrappedBuffer(new byte[3]));
        read(RtpHeaders.datagram(1, 1, 72, new byte[16])); // a sender report of RTCP

        assertThat(emitted).isEmpty();
        assertThat(counters.foreign.get()).isEqualTo(3);
    }

    @Test
    void packetsWithoutPayloadFillTheirPlace() {
        receive(List.of(1, 2));
        read(RtpHeaders.datagram(1, 3, 33, new byte[0]));
        receive(List.of(4, 6));
        read(RtpHeaders.datagram(1, 5, 33, new byte[0]));
        read(RtpHeaders.datagram(1, 9, 33, new byte[0]));
        receive(List.of(8, 7, 10));

        assertThat(emitted).containsExactly(1, 2, 4, 6, 7, 8, 10);
        assertThat(missing).isEmpty();
        assertThat(counters.empty.get()).isEqualTo(3);
        expect(0, 0, 0, 0);
    }

    @Test
    void headerThatDoesNotFitIsMalformed() {
        ByteBuf datagram = RtpHeaders.datagram(1, 1, 33, packet(1));
        datagram.setByte(0, 0xA0).setByte(datagram.writerIndex() - 1, 250);
        read(datagram);

        assertThat(counters.malformed.get()).isEqualTo(1);
    }

    @Test
    void payloadOfPartialPacketsIsPassedOnAndCounted() {
        read(RtpHeaders.datagram(1, 1, 33, Arrays.copyOf(packet(1), 200)));

        assertThat(emitted).hasSize(1);
        assertThat(counters.odd.get()).isEqualTo(1);
    }

    private void receive(List<Integer> sequences) {
        receiveFrom(1, sequences);
    }

    private void receiveFrom(int ssrc, List<Integer> sequences) {
        for (int sequence : sequences) {
            read(RtpHeaders.datagram(ssrc, sequence, 33, packet(sequence)));
            now += SPACING;
        }
    }

    /** Sends with timestamps of 600 ticks a datagram, the first one those of {@code from} datagrams. */
    private void sendTimed(int sequence, int count, int from) {
        for (int i = 0; i < count; i++) {
            read(RtpHeaders.datagram(1, sequence + i, 33, (from + i) * 600, packet(sequence + i)));
        }
    }

    private void read(int sequence) {
        read(RtpHeaders.datagram(1, sequence, 33, packet(sequence)));
    }

    private void read(ByteBuf datagram) {
        read(datagram, 0);
    }

    private void read(ByteBuf datagram, int dropped) {
        datagrams++;
        reader.read(datagram, dropped, now, output);
        datagram.release();
    }

    /** Lets time pass as the reads of a socket do. */
    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            now += MILLI;
            reader.expire(now, output);
        }
    }

    private static byte[] packet(int number) {
        return CraftedPacket.of(1).set(187, number).bytes();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .map(number -> number & 0xFF)
                .boxed()
                .toList();
    }

    private static List<Integer> concat(List<Integer> first, List<Integer> second) {
        List<Integer> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<Integer> numbers(String words) {
        return Arrays.stream(words.split(" ")).map(Integer::valueOf).toList();
    }

    private void expect(long lost, long late, long twice, long restarts) {
        assertThat(counters.lost.get()).as("lost").isEqualTo(lost);
        assertThat(counters.late.get()).as("late").isEqualTo(late);
        assertThat(counters.duplicate.get()).as("duplicate").isEqualTo(twice);
        assertThat(counters.restarts.get()).as("restarts").isEqualTo(restarts);
    }

    /** Datagrams as a sender makes them. */
    static final class RtpHeaders {

        private RtpHeaders() {}

        static ByteBuf datagram(int ssrc, int sequence, int payloadType, byte[] payload) {
            return datagram(ssrc, sequence, payloadType, 0, payload);
        }

        static ByteBuf datagram(int ssrc, int sequence, int payloadType, int timestamp, byte[] payload) {
            ByteBuf datagram = Unpooled.buffer(12 + payload.length);
            RtpHeader.write(datagram, false, payloadType, sequence, timestamp, ssrc);
            return datagram.writeBytes(payload);
        }
    }
}
