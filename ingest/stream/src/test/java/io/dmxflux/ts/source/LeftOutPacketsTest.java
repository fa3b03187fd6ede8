// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.ContinuityCounter;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams of seven packets of one PID, ten milliseconds apart, of which some are left out. */
@ExtendWith(LeakCheck.class)
class LeftOutPacketsTest {

    private static final UdpSourceStats.Framing RTP = UdpSourceStats.Framing.RTP;
    private static final UdpSourceStats.Framing PLAIN = UdpSourceStats.Framing.PLAIN;
    private static final int PACKETS = 7;
    private static final int PID = 0x100;
    private static final long SPACING = 10_000_000;

    private final ContinuityCounter continuity = new ContinuityCounter();
    private final List<Loss> losses = new ArrayList<>();
    private final DatagramReader.Output output = new DatagramReader.Output() {
        @Override
        public void payload(ByteBuf payload) {
            for (int packet = 0; packet < payload.readableBytes(); packet += 188) {
                continuity.check(payload, payload.readerIndex() + packet);
            }
        }

        @Override
        public void missing(Loss loss) {
            losses.add(loss);
            continuity.reset();
        }
    };

    private UdpSourceStats.Counters counters = new UdpSourceStats.Counters(RTP);
    private FramingReader reader = new FramingReader(RTP, counters);
    private long now;
    private int number;
    private int sequence;

    private void expect(UdpSourceStats.Framing kind) {
        counters = new UdpSourceStats.Counters(kind);
        reader = new FramingReader(kind, counters);
    }

    @AfterEach
    void release() {
        reader.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 19})
    void plainDatagramsAmongRtpAreForeignAndNotMissingAsWell(int length) {
        for (int burst = 1; burst <= 4; burst++) {
            send(RTP, 20);
            assertThat(losses).hasSize(burst - 1);
            send(PLAIN, length);
        }
        send(RTP, 20);

        expectGaps(4, 4 * length);
    }

    @Test
    void rtpAmongPlainDatagramsIsForeignAndNotMissingAsWell() {
        expect(PLAIN);
        send(PLAIN, 20);
        send(RTP, 5);
        send(PLAIN, 20);

        expectGaps(1, 5);
    }

    @Test
    void anotherSenderThatTakesThePlaceForAMomentIsForeignAndNotMissingAsWell() {
        send(RTP, 20);
        for (int i = 0; i < 3; i++) {
            read(rtp(2, 7_000 + i, stream(number++)));
        }
        send(RTP, 20);

        expectGaps(1, 3);
    }

    /** Its number is there, so that it was not lost on the way. */
    @Test
    void aDatagramWhoseHeaderIsWrongIsForeignAndNotMissingAsWell() {
        send(RTP, 20);
        byte[] malformed = rtp(1, sequence++, stream(number++));
        malformed[0] |= 0x10; // an extension that is longer than the datagram
        malformed[14] = (byte) 0xFF;
        read(malformed);
        send(RTP, 20);

        assertThat(counters.stats().malformedDatagrams()).isEqualTo(1);
        expectGaps(1, 0); // malformed, which is foreign in the books
    }

    /** What is lost of one stream is missing, although another is left out there. */
    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "RTP"})
    void whatIsLeftOutOfAnotherStreamExcusesNothing(UdpSourceStats.Framing followed) {
        expect(followed);
        for (int i = 0; i < 40; i++) {
            send(followed, 1);
            byte[] other = CraftedPacket.run(PID, i * PACKETS + 4, PACKETS); // seldom one that follows
            read(followed == PLAIN ? rtp(2, i, other) : other);
        }
        assertThat(losses).isEmpty();
        number += 3;
        sequence += 3;
        send(followed, 10);

        if (followed == PLAIN) {
            assertThat(continuity.errors()).isEqualTo(1);
            assertThat(losses).isEmpty();
        } else {
            assertThat(counters.stats().lostDatagrams()).isEqualTo(3);
            assertThat(losses)
                    .singleElement()
                    .satisfies(
                            loss -> assertThat(loss.bytes(Loss.Account.NETWORK)).isEqualTo(3 * PACKETS * 188));
        }
    }

    private void expectGaps(int gaps, int foreign) {
        assertThat(losses)
                .hasSize(gaps)
                .allSatisfy(loss -> assertThat(loss.bytes(Loss.Account.NETWORK)).isEqualTo(Loss.UNKNOWN));
        assertThat(continuity.errors()).isZero();
        assertThat(counters.stats().lostDatagrams()).isZero();
        assertThat(counters.stats().foreignDatagrams()).isEqualTo(foreign);
        assertThat(counters.stats().leftOutDatagrams()).isEqualTo(foreign);
    }

    private void send(UdpSourceStats.Framing kind, int datagrams) {
        for (int i = 0; i < datagrams; i++) {
            byte[] packets = stream(number++);
            read(kind == RTP ? rtp(1, sequence++, packets) : packets);
        }
    }

    private static byte[] stream(int number) {
        return CraftedPacket.run(PID, number * PACKETS, PACKETS);
    }

    private static byte[] rtp(int ssrc, int number, byte[] payload) {
        return CraftedPacket.drain(RtpReaderTest.RtpHeaders.datagram(ssrc, number, 33, payload));
    }

    private void read(byte[] datagram) {
        now += SPACING;
        ByteBuf buffer = Unpooled.wrappedBuffer(datagram);
        reader.read(buffer, 0, now, output);
        reader.expire(now, output);
        buffer.release();
    }
}
