// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class FramingReaderTest {

    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final List<Loss> losses = new ArrayList<>();
    private final DatagramReader.Output output = new DatagramReader.Output() {
        @Override
        public void payload(ByteBuf payload) {
            byte[] bytes = new byte[payload.readableBytes()];
            payload.getBytes(payload.readerIndex(), bytes);
            stream.writeBytes(bytes);
        }

        @Override
        public void missing(Loss loss) {
            losses.add(loss);
        }
    };

    private UdpSourceStats.Counters counters = new UdpSourceStats.Counters(UdpSourceStats.Framing.PLAIN);
    private FramingReader reader = new FramingReader(UdpSourceStats.Framing.PLAIN, counters);
    private long now;

    private void expectRtp() {
        counters = new UdpSourceStats.Counters(UdpSourceStats.Framing.RTP);
        reader = new FramingReader(UdpSourceStats.Framing.RTP, counters);
    }

    @AfterEach
    void release() {
        reader.release();
    }

    @Test
    void rtpIsTakenWherePlainIsExpectedAndInOrder() {
        for (int number : new int[] {1, 2, 4, 3, 5}) {
            read(rtp(number, packets(number, 4)));
        }

        assertThat(stream.toByteArray())
                .isEqualTo(all(packets(1, 4), packets(2, 4), packets(3, 4), packets(4, 4), packets(5, 4)));
        assertThat(counters.stats().framing()).isEqualTo(UdpSourceStats.Framing.RTP);
        assertThat(counters.stats().expected()).isEqualTo(UdpSourceStats.Framing.PLAIN);
    }

    @Test
    void plainIsTakenWhereRtpIsExpected() {
        expectRtp();
        read(packets(1, 7));
        read(packets(2, 7));

        assertThat(stream.toByteArray()).isEqualTo(all(packets(1, 7), packets(2, 7)));
        assertThat(counters.stats().framing()).isEqualTo(UdpSourceStats.Framing.PLAIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "RTP"})
    void whereNoKindIsExpectedTheFirstIsFollowedUntilItIsSilent(UdpSourceStats.Framing first) {
        counters = new UdpSourceStats.Counters(UdpSourceStats.Framing.ANY);
        reader = new FramingReader(UdpSourceStats.Framing.ANY, counters);
        boolean isRtp = first == UdpSourceStats.Framing.RTP;
        assertThat(counters.stats().framing()).isEqualTo(UdpSourceStats.Framing.ANY);

        read(isRtp ? rtp(1, packets(1, 7)) : packets(1, 7));
        read(isRtp ? packets(2, 7) : rtp(2, packets(2, 7)));
        read(isRtp ? rtp(2, packets(3, 7)) : packets(3, 7));

        assertThat(stream.toByteArray()).isEqualTo(all(packets(1, 7), packets(3, 7)));
        assertThat(counters.stats().framing()).isEqualTo(first);
        assertThat(counters.stats().foreignDatagrams()).isEqualTo(1);
        now += SECOND;
        read(isRtp ? packets(4, 7) : rtp(4, packets(4, 7)));
        assertThat(counters.stats().framing()).isNotEqualTo(first);
        assertThat(counters.stats().payloadDatagrams()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"12, 7", "12, 4", "4, 1", "16, 7", "40, 1"})
    void headerThatIsNoRtpIsSkipped(int header, int count) {
        for (int number = 1; number <= 5; number++) {
            read(all(new byte[header], packets(number, count)));
        }

        assertThat(stream.toByteArray()).hasSize(5 * count * 188).startsWith(packets(1, count));
        assertThat(counters.stats().framing()).isEqualTo(UdpSourceStats.Framing.HEADED);
        assertThat(counters.stats().headerBytes()).isEqualTo(header);
        assertThat(counters.odd.get()).isZero();
    }

    /** Every phase occurs, also that in which a datagram ends with a whole packet and begins with the end of one. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 1000, 1472, 500})
    void packetsThatAreCutAnywhereLoseNothing(int length) {
        byte[] sent = packets(1, length);
        for (int at = 0; at < sent.length; at += length) {
            read(Arrays.copyOfRange(sent, at, at + length));
        }

        assertThat(Arrays.equals(stream.toByteArray(), sent)).isTrue();
        assertThat(counters.stats().framing()).isEqualTo(UdpSourceStats.Framing.PLAIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "RTP"})
    void ofBothAtOnceTheExpectedOneIsFollowed(UdpSourceStats.Framing expected) {
        if (expected == UdpSourceStats.Framing.RTP) {
            expectRtp();
        }
        boolean rtpExpected = expected == UdpSourceStats.Framing.RTP;
        for (int number = 1; number <= 10; number++) {
            byte[] plain = packets(number, 7);
            read(rtpExpected ? plain : rtp(number, packets(99, 7)));
            read(rtpExpected ? rtp(number, packets(99, 7)) : plain);
        }

        assertThat(stream.size())
                .as("the first of the other kind, and all of the expected")
                .isEqualTo(11 * 7 * 188);
        assertThat(counters.foreign.get()).isEqualTo(9);
        assertThat(counters.rivals.get()).isEqualTo(1);

        now += SECOND;
        byte[] last = packets(200, 7);
        read(rtpExpected ? last : rtp(2, last));
        assertThat(stream.size()).as("after a second of silence").isEqualTo(12 * 7 * 188);
    }

    /** A sender that is set to plain packets: it is one sender, and what it costs to find out is counted. */
    @Test
    void theOtherKindIsFollowedSoonAfterTheOneFollowedHasEnded() {
        expectRtp();
        int sent = 0;
        for (; sent < 100; sent++) {
            now += SECOND / 100;
            read(rtp(sent, packets(1, 7)));
        }
        for (; sent < 200; sent++) {
            now += SECOND / 100;
            read(packets(2, 7));
        }
        UdpSourceStats stats = counters.stats();
        assertThat(stats.framing()).isEqualTo(UdpSourceStats.Framing.PLAIN);
        assertThat(stats.rivals()).as("senders at once").isZero();
        assertThat(stats.leftOutDatagrams()).isEqualTo(19).isEqualTo(stats.foreignDatagrams());
        assertThat(stream.size()).isEqualTo((200 - 19) * 7 * 188);
    }

    /** Its numbers go on while a sender of plain packets is followed. */
    @Test
    void whatIsLeftOutOfAnotherKindIsForeignAndNotMissingAsWell() {
        int number = 65_500;
        for (; number < 65_510; number++) {
            now += SECOND / 100;
            read(rtp(number & 0xFFFF, packets(1, 7)));
        }
        assertThat(losses).isEmpty();
        for (; number < 65_610; number++) {
            now += SECOND / 100;
            read(packets(2, 7));
            read(rtp(number & 0xFFFF, packets(1, 7)));
        }
        for (; number < 65_710; number++) {
            now += SECOND / 100;
            read(rtp(number & 0xFFFF, packets(1, 7)));
        }
        UdpSourceStats stats = counters.stats();
        assertThat(stats.foreignDatagrams()).isBetween(115L, 121L);
        assertThat(stats.payloadDatagrams()).isEqualTo(310 - stats.foreignDatagrams());
        assertThat(stats.lostDatagrams()).isZero();
        assertThat(losses)
                .as("another stream follows, twice")
                .hasSize(2)
                .allSatisfy(loss -> assertThat(loss.bytes(Loss.Account.NETWORK)).isEqualTo(Loss.UNKNOWN));
    }

    @Test
    void whatAnInterruptionLacksIsNotMissingByItsNumbers() {
        read(rtp(1, packets(1, 7)));
        read(rtp(3, packets(3, 7))); // waits for 2
        reader.interrupt(output);
        assertThat(stream.size()).isEqualTo(2 * 7 * 188);
        assertThat(counters.stats().lostDatagrams()).as("before it").isEqualTo(1);
        assertThat(losses).hasSize(2);
        read(rtp(2_000, packets(5, 7)));
        read(rtp(2_002, packets(7, 7)));
        read(rtp(2_001, packets(6, 7)));

        assertThat(stream.toByteArray())
                .isEqualTo(all(packets(1, 7), packets(3, 7), packets(5, 7), packets(6, 7), packets(7, 7)));
        assertThat(counters.stats().lostDatagrams()).isEqualTo(1);
        assertThat(losses).hasSize(2);
    }

    @Test
    void beforeTheFirstDatagramNothingIsInterrupted() {
        reader.interrupt(output);
        read(packets(1, 7));

        assertThat(losses).isEmpty();
    }

    /** What is in the queue of a process that was stopped came while both were sent. */
    @Test
    void aPauseOfThisProcessIsNoSilence() {
        expectRtp();
        for (int number = 0; number < 100; number++) {
            now += number % 20 == 0 ? SECOND * 9 / 10 : SECOND / 100;
            read(packets(2, 7));
            read(rtp(number, packets(1, 7)));
        }
        assertThat(losses).as("the kind changes at the beginning").hasSize(1);
        assertThat(counters.rivals.get()).isEqualTo(1);
    }

    @Test
    void whatHoldsNoPacketsIsForeignWhereRtpComes() {
        read(new byte[1000]);
        assertThat(stream.size()).as("plain packets may be cut anywhere").isEqualTo(1000);
        read(rtp(1, packets(1, 7)));
        read(new byte[1000]);

        assertThat(stream.size()).isEqualTo(1000 + 1316);
        assertThat(counters.foreign.get()).isEqualTo(1);
        assertThat(counters.odd.get()).isEqualTo(1);
    }

    @Test
    void datagramOfNoBytesIsEmpty() {
        read(new byte[0]);

        assertThat(counters.empty.get()).isEqualTo(1);
        assertThat(stream.size()).isZero();
    }

    private void read(byte[] datagram) {
        ByteBuf buffer = Unpooled.wrappedBuffer(datagram);
        reader.read(buffer, 0, now, output);
        buffer.release();
    }

    private static byte[] rtp(int number, byte[] payload) {
        ByteBuf datagram = RtpReaderTest.RtpHeaders.datagram(1, number, 33, payload);
        byte[] bytes = CraftedPacket.drain(datagram);
        return bytes;
    }

    private static byte[] packets(int fill, int count) {
        byte[] all = new byte[0];
        for (int i = 0; i < count; i++) {
            all = all(all, CraftedPacket.of(1).continuity(i).set(187, fill).bytes());
        }
        return all;
    }

    private static byte[] all(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
