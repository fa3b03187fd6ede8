// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.SendingPlace;
import io.dmxflux.ts.sink.DatagramSender.OpenSends;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Buffer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the socket is given is the memory that the sink was given: its addresses are compared. */
@ExtendWith(LeakCheck.class)
class OwnMemoryTest {

    private static final int DATAGRAM = 1316;

    @Test
    void segmentedSendsAreSlicesOfTheBuffer() throws Exception {
        List<Long> offsets = sentOffsets(UdpSinkConfig.to("127.0.0.1", 9), 100);

        assertThat(offsets).containsExactly(0L, 49L * DATAGRAM, 98L * DATAGRAM);
    }

    @Test
    void singleSendsAreSlicesOfTheBuffer() throws Exception {
        List<Long> offsets = sentOffsets(UdpSinkConfig.to("127.0.0.1", 9).segmentationOffload(false), 5);

        assertThat(offsets).isEqualTo(multiplesOfADatagram(5));
    }

    @Test
    void rtpPayloadsAreSlicesOfTheBuffer() throws Exception {
        List<Long> offsets = sentOffsets(UdpSinkConfig.to("127.0.0.1", 9).rtp(RtpSession.random()), 60);

        assertThat(offsets).as("every other part is a header").hasSize(120);
        assertThat(offsets.stream().filter(offset -> offset >= 0 && offset < 60 * DATAGRAM))
                .isEqualTo(multiplesOfADatagram(60));
    }

    private static List<Long> multiplesOfADatagram(int count) {
        return LongStream.range(0, count).mapToObj(i -> i * DATAGRAM).toList();
    }

    /**
     * Sends a buffer of that many datagrams, and returns where in it the parts of memory lie that the socket was given.
     */
    private static List<Long> sentOffsets(UdpSinkConfig.Builder builder, int datagrams) throws Exception {
        UdpSinkConfig config = builder.build();
        AddressRecorder recorder = new AddressRecorder();
        EpollDatagramChannel channel = (EpollDatagramChannel) DatagramSockets.open(
                        config.destination().getAddress(),
                        new InetSocketAddress(0),
                        EpollLoops.shared(),
                        socket -> socket.setAutoRead(false),
                        recorder)
                .sync()
                .channel();
        RtpSession session = config.rtp();
        RtpPacketizer rtp = session == null
                ? null
                : new RtpPacketizer(
                        session,
                        RtpClock.constantRate(0),
                        RtpSequence.of(config.destination(), session.ssrc()),
                        true,
                        System::nanoTime);
        SocketSender sender = new SocketSender(
                channel,
                config,
                new SendCounters(),
                new SendingPlace(config.route(), channel.config()),
                recorder.message(config.destination()));
        DatagramCutter cutter = new DatagramCutter(sender, config, rtp);
        ByteBuf buffer = CraftedPacket.buffer(CraftedPacket.run(1, 7 * datagrams));
        long start = address(buffer.nioBuffer());
        try {
            channel.eventLoop()
                    .submit(() -> {
                        cutter.cut(buffer, false, new OpenSends(() -> {}).begin());
                        channel.flush();
                    })
                    .sync();
        } finally {
            channel.close().sync();
        }
        return recorder.addresses.stream().map(address -> address - start).toList();
    }

    private static long address(ByteBuffer memory) {
        return Buffer.memoryAddress(memory) + memory.position();
    }

    private static final class AddressRecorder extends ChannelOutboundHandlerAdapter {

        private final List<Long> addresses = new ArrayList<>();

        /** What goes to the kernel without the channel. */
        OutgoingMessage message(InetSocketAddress to) {
            return new OutgoingMessage(to, SocketSender.MOST_PARTS) {
                @Override
                public void add(long address, int lengthBytes) {
                    addresses.add(address);
                    super.add(address, lengthBytes);
                }
            };
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            for (ByteBuffer part : ((DatagramPacket) message).content().nioBuffers()) {
                addresses.add(address(part));
            }
            context.write(message, promise);
        }
    }
}
