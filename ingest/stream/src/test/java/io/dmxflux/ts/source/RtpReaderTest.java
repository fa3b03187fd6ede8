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

    private final UdpSourceStats.Counters counters = new UdpSourceStats.Counters();
    private final RtpReader reader = new RtpReader(counters);
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

    @AfterEach
    void release() {
        reader.release();
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
    void smallDisorderIsMended(String arrive, String emit, long lost, long late) {
        receive(numbers(arrive));

        assertThat(emitted).isEqualTo(numbers(emit));
        expect(lost, late, 0);
    }

    @Test
    void gapIsGivenUpWhenADatagramIsSixteenAhead() {
        receive(range(1, 8));
        receive(range(10, 24));
        assertThat(emitted).as("waiting for 9").isEqualTo(range(1, 8));

        receive(List.of(25));

        assertThat(emitted).isEqualTo(concat(range(1, 8), range(10, 25)));
        expect(1, 0, 0);
        receive(List.of(9, 26));
        assertThat(emitted).endsWith(25, 26);
        expect(1, 1, 0);
    }

    @Test
    void largeGapIsCountedWhole() {
        receive(range(1, 5));
        receive(range(106, 120));
        assertThat(emitted).as("waiting for 105").isEqualTo(range(1, 5));

        receive(List.of(121));
        assertThat(emitted).isEqualTo(concat(range(1, 5), range(106, 121)));
        expect(100, 0, 0);
    }

    @Test
    void whatIsGivenUpIsMissingBeforeTheNextOnTheNetworksAccount() {
        receive(range(1, 8));
        receive(range(11, 27));
        receive(range(29, 44));

        assertThat(missing)
                .containsExactly("after 8 missing: network 376 bytes", "after 27 missing: network 188 bytes");
    }

    /** The kernel says how many it has dropped when the first one behind them comes. */
    @Test
    void whatTheKernelHasDroppedIsOnItsAccountAndTheRestOnTheNetworks() {
        receive(range(1, 8));
        read(RtpHeaders.datagram(1, 13, 33, packet(13)), 3);
        receive(range(14, 40));

        assertThat(missing).containsExactly("after 8 missing: network 188 bytes", "after 8 missing: kernel 564 bytes");
        expect(1, 0, 0);
    }

    @Test
    void whatTheKernelHasDroppedAndNobodyMissesExcusesNothingLater() {
        receive(range(1, 8));
        read(RtpHeaders.datagram(1, 9, 33, packet(9)), 3);
        receive(range(11, 27));

        assertThat(missing).containsExactly("after 9 missing: network 188 bytes");
        expect(1, 0, 0);
    }

    @Test
    void whatIsMissingAtARestartIsUnknown() {
        receive(List.of(1, 2, 40_000, 40_001));

        assertThat(missing).containsExactly("after 2 missing: network unknown");
    }

    @Test
    void jumpIsBelievedWhenTheNextDatagramFollowsOn() {
        receive(List.of(1, 2, 40_000));
        assertThat(emitted).containsExactly(1, 2);
        expect(0, 1, 0);

        receive(List.of(40_001, 40_002));
        assertThat(emitted).containsExactly(1, 2, 40_001 & 0xFF, 40_002 & 0xFF);
        expect(0, 1, 1);
    }

    @Test
    void singleStrayDatagramChangesNothing() {
        receive(List.of(1, 2, 40_000, 3, 4));

        assertThat(emitted).containsExactly(1, 2, 3, 4);
        expect(0, 1, 0);
    }

    @Test
    void strayDatagramsMustFollowOnImmediately() {
        receive(List.of(1, 2, 40_000, 3, 40_001, 4));

        assertThat(emitted).containsExactly(1, 2, 3, 4);
        expect(0, 2, 0);
    }

    @Test
    void anotherSourceIsARestart() {
        receive(List.of(1, 2, 4));
        read(RtpHeaders.datagram(99, 7, 33, packet(7)));
        read(RtpHeaders.datagram(99, 8, 33, packet(8)));

        assertThat(emitted).as("what waited comes first").containsExactly(1, 2, 4, 7, 8);
        expect(1, 0, 1);
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
        read(RtpHeaders.datagram(1, 1, 33, new byte[0]));

        assertThat(emitted).isEmpty();
        assertThat(counters.foreign.get()).isEqualTo(3);
    }

    @Test
    void payloadOfPartialPacketsIsPassedOnAndCounted() {
        read(RtpHeaders.datagram(1, 1, 33, Arrays.copyOf(packet(1), 200)));

        assertThat(emitted).hasSize(1);
        assertThat(counters.odd.get()).isEqualTo(1);
    }

    private void receive(List<Integer> sequences) {
        for (int sequence : sequences) {
            read(RtpHeaders.datagram(1, sequence, 33, packet(sequence)));
        }
    }

    private void read(ByteBuf datagram) {
        read(datagram, 0);
    }

    private void read(ByteBuf datagram, int dropped) {
        reader.read(datagram, dropped, output);
        datagram.release();
    }

    private static byte[] packet(int number) {
        return CraftedPacket.of(1).set(187, number).bytes();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static List<Integer> concat(List<Integer> first, List<Integer> second) {
        List<Integer> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<Integer> numbers(String words) {
        return Arrays.stream(words.split(" ")).map(Integer::valueOf).toList();
    }

    private void expect(long lost, long late, long restarts) {
        assertThat(counters.lost.get()).as("lost").isEqualTo(lost);
        assertThat(counters.late.get()).as("late").isEqualTo(late);
        assertThat(counters.restarts.get()).as("restarts").isEqualTo(restarts);
    }

    /** Datagrams as a sender makes them. */
    static final class RtpHeaders {

        private RtpHeaders() {}

        static ByteBuf datagram(int ssrc, int sequence, int payloadType, byte[] payload) {
            ByteBuf datagram = Unpooled.buffer(12 + payload.length);
            RtpHeader.write(datagram, false, payloadType, sequence, 0, ssrc);
            return datagram.writeBytes(payload);
        }
    }
}
