// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.SendingPlace;
import io.dmxflux.ts.sink.DatagramSender.OpenSends;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel does not take at once waits in Netty's queue, and nothing that comes behind it overtakes it. */
@ExtendWith(LeakCheck.class)
class BusySocketTest {

    private static final int EINVAL = 22;
    private static final int EAGAIN = 11;
    private static final int ENOBUFS = 105;
    private static final int PACKETS_PER_BUFFER = 7 * 8;

    private final AtomicInteger done = new AtomicInteger();
    private final SendCounters counters = new SendCounters();

    /** A socket that answers as it is told, and sends if it is told nothing. */
    private static final class Reluctant extends OutgoingMessage {

        private final int errno;
        private final Random refuses;

        Reluctant(InetSocketAddress to, int errno, int seed) {
            super(to, SocketSender.MOST_PARTS);
            this.errno = errno;
            this.refuses = new Random(seed);
        }

        @Override
        public int send(int descriptor, int datagramBytes) {
            if (refuses.nextBoolean()) {
                clear();
                return -errno;
            }
            return super.send(descriptor, datagramBytes);
        }
    }

    /** Sends buffers of eight datagrams; they are several to a flush, so that some find others before them. */
    private KernelOffload send(DatagramReceiver receiver, byte[] stream, int errno, int seed) throws Exception {
        UdpSinkConfig config = UdpSinkConfig.to("127.0.0.1", receiver.port()).build();
        EpollDatagramChannel channel = (EpollDatagramChannel) DatagramSockets.open(
                        config.destination().getAddress(),
                        new InetSocketAddress(0),
                        EpollLoops.shared(),
                        socket -> socket.setAutoRead(false),
                        new ChannelInboundHandlerAdapter())
                .sync()
                .channel();
        SocketSender sender = new SocketSender(
                channel,
                config,
                counters,
                new SendingPlace(config.route(), channel.config()),
                new Reluctant(config.destination(), errno, seed));
        DatagramCutter cutter = new DatagramCutter(sender, config, null);
        int buffer = PACKETS_PER_BUFFER * TsPacket.LENGTH;
        try {
            for (int at = 0; at < stream.length; at += 3 * buffer) {
                int from = at;
                channel.eventLoop()
                        .submit(() -> {
                            for (int i = from; i < Math.min(stream.length, from + 3 * buffer); i += buffer) {
                                OpenSends sends = new OpenSends(done::incrementAndGet).begin();
                                byte[] bytes = Arrays.copyOfRange(stream, i, Math.min(stream.length, i + buffer));
                                cutter.cut(CraftedPacket.buffer(bytes), false, sends);
                                sends.done();
                            }
                            channel.flush();
                        })
                        .sync();
            }
            return sender.segmentation();
        } finally {
            channel.close().sync();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatFindsNoRoomLeavesInOrderAsSoonAsThereIs(int seed) throws Exception {
        byte[] stream = run(0x100, PACKETS_PER_BUFFER * 12);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            KernelOffload segmentation = send(receiver, stream, EAGAIN, seed);

            assertArrived(receiver, stream);
            assertThat(segmentation.active()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void withoutSegmentationEveryDatagramIsSentByItselfFromThenOn(int seed) throws Exception {
        byte[] stream = run(0x100, PACKETS_PER_BUFFER * 12);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            KernelOffload segmentation = send(receiver, stream, EINVAL, seed);

            assertArrived(receiver, stream);
            assertThat(segmentation.reason()).isEqualTo("refused for this route: EINVAL");
        }
    }

    private void assertArrived(DatagramReceiver receiver, byte[] stream) throws IOException {
        int datagrams = stream.length / TsPacket.LENGTH / 7;
        List<byte[]> received = receiver.receive(datagrams);
        assertThat(Arrays.equals(DatagramReceiver.join(received), stream)).isTrue();
        assertThat(counters.stats()).isEqualTo(new SendStats(datagrams, stream.length, Map.of()));
        assertThat(done.get()).as("batches done").isEqualTo(12);
    }

    @Test
    void whatIsRefusedIsOnTheAccount() throws Exception {
        byte[] stream = run(0x100, PACKETS_PER_BUFFER * 12);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            send(receiver, stream, ENOBUFS, 1);

            SendStats totals = counters.stats();
            assertThat(totals.failures()).containsOnlyKeys("ENOBUFS");
            assertThat(totals.datagrams() + totals.failedDatagrams()).isEqualTo(12 * 8);
            assertThat(totals.bytes() + totals.failedBytes()).isEqualTo(stream.length);
            assertThat(receiver.receive((int) totals.datagrams())).hasSize((int) totals.datagrams());
            assertThat(done.get()).as("batches done").isEqualTo(12);
        }
    }
}
