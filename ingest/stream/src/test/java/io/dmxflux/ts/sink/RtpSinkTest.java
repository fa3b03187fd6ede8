// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

@ExtendWith(LeakCheck.class)
class RtpSinkTest {

    /** Another one for each test: a port may come twice. */
    private final int ssrc = ThreadLocalRandom.current().nextInt();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyDatagramIsAHeaderAndSevenPackets(boolean segmentation) throws IOException {
        byte[] stream = CraftedPacket.run(1, 7 * 120);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(
                        to(receiver).segmentationOffload(segmentation).build())) {
            sink.send(Flux.just(CraftedPacket.buffer(stream))).block();

            List<byte[]> datagrams = receiver.receive(120);
            assertThat(datagrams).allMatch(datagram -> datagram.length == 1328);
            assertThat(Arrays.equals(DatagramReceiver.join(payloads(datagrams)), stream))
                    .isTrue();
            assertThat(sink.segmentation().active()).isEqualTo(segmentation);
            assertThat(sink.stats()).as("bytes without headers").isEqualTo(new SendStats(120, stream.length, Map.of()));
        }
    }

    @Test
    void headerFieldsAreThoseOfRfc2250() throws IOException {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            sink.send(Flux.just(
                            CraftedPacket.buffer(CraftedPacket.run(1, 14)),
                            CraftedPacket.buffer(CraftedPacket.run(1, 14, 30))))
                    .block();

            List<ByteBuf> datagrams =
                    receiver.receive(7).stream().map(Unpooled::wrappedBuffer).toList();
            int first = RtpHeader.sequence(datagrams.get(0));
            for (int i = 0; i < 7; i++) {
                ByteBuf datagram = datagrams.get(i);
                assertThat(datagram.getByte(0)).as("version 2, nothing else").isEqualTo((byte) 0x80);
                assertThat(RtpHeader.payloadType(datagram)).isEqualTo(33);
                assertThat(RtpHeader.ssrc(datagram)).isEqualTo(ssrc);
                assertThat(RtpHeader.sequence(datagram)).isEqualTo(first + i & 0xFFFF);
                assertThat(RtpHeader.marker(datagram)).isFalse();
            }
            assertThat(datagrams.get(6).readableBytes())
                    .as("two packets were left")
                    .isEqualTo(12 + 2 * 188);
        }
    }

    @Test
    void nextStreamGoesOnInSequenceWithTheMarker() throws IOException {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            sink.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(1, 14)))).block();
            sink.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(1, 14)))).block();

            List<ByteBuf> datagrams =
                    receiver.receive(4).stream().map(Unpooled::wrappedBuffer).toList();
            assertThat(datagrams).extracting(RtpHeader::marker).containsExactly(false, false, true, false);
            assertThat(RtpHeader.sequence(datagrams.get(2)))
                    .isEqualTo(RtpHeader.sequence(datagrams.get(1)) + 1 & 0xFFFF);
        }
    }

    /** As where the input of an output is changed: the next sink is open before the one before is closed. */
    @Test
    void nextSinkOfADestinationGoesOnInSequenceWithTheMarker() throws IOException {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink before = UdpMulticastSink.open(to(receiver).build());
                UdpMulticastSink next = UdpMulticastSink.open(to(receiver).build())) {
            before.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(1, 14))))
                    .block();
            next.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(1, 14)))).block();

            List<ByteBuf> datagrams =
                    receiver.receive(4).stream().map(Unpooled::wrappedBuffer).toList();
            assertThat(datagrams).extracting(RtpHeader::marker).containsExactly(false, false, true, false);
            assertThat(datagrams).extracting(RtpHeader::ssrc).containsOnly(ssrc);
            int first = RtpHeader.sequence(datagrams.get(0));
            assertThat(datagrams)
                    .extracting(datagram -> RtpHeader.sequence(datagram) - first & 0xFFFF)
                    .containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void packetsThatLeaveInAShortDatagramAreNextInSequence() throws IOException {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            CompletableFuture<?> sent = sink.send(source.flux()).toFuture();
            source.next(CraftedPacket.buffer(CraftedPacket.run(1, 12)));
            List<byte[]> all = new ArrayList<>(receiver.receive(2));
            source.next(CraftedPacket.buffer(CraftedPacket.run(1, 12, 7)));
            all.addAll(receiver.receive(1));
            source.complete();
            sent.join();

            List<ByteBuf> datagrams = all.stream().map(Unpooled::wrappedBuffer).toList();
            int first = RtpHeader.sequence(datagrams.get(0));
            assertThat(datagrams)
                    .extracting(datagram -> RtpHeader.sequence(datagram) - first & 0xFFFF)
                    .containsExactly(0, 1, 2);
            assertThat(datagrams).extracting(RtpHeader::marker).containsOnly(false);
            assertThat(datagrams).extracting(ByteBuf::readableBytes).containsExactly(1328, 12 + 5 * 188, 1328);
            assertThat(Arrays.equals(DatagramReceiver.join(payloads(all)), CraftedPacket.run(1, 19)))
                    .isTrue();
        }
    }

    @Test
    void failedDatagramsAreCountedWithoutTheirHeaders() throws IOException {
        UdpSinkConfig broadcast = UdpSinkConfig.to("127.255.255.255", 5000)
                .rtp(RtpSession.random())
                .build();
        try (UdpMulticastSink sink = UdpMulticastSink.open(broadcast)) {
            sink.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(1, 71)))).block();

            assertThat(sink.stats()).isEqualTo(new SendStats(0, 0, Map.of("EACCES", new FailedSends(11, 71 * 188))));
        }
    }

    private UdpSinkConfig.Builder to(DatagramReceiver receiver) {
        return UdpSinkConfig.to(receiver.host(), receiver.port()).rtp(new RtpSession(33, ssrc));
    }

    private static List<byte[]> payloads(List<byte[]> datagrams) {
        return datagrams.stream()
                .map(datagram -> Arrays.copyOfRange(datagram, 12, datagram.length))
                .toList();
    }
}
