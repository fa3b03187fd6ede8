// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.SendingPlace;
import io.dmxflux.ts.sink.DatagramSender.OpenSends;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel does not segment any more in the middle of a stream, and two streams at a time. */
@ExtendWith(LeakCheck.class)
class TimedSenderTest {

    private static final int SOL_SOCKET = 1;
    private static final int SO_NO_CHECK = 11;
    private static final int BUFFER = 8 * 1316;

    private final SendCounters counters = new SendCounters();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private DatagramReceiver receiver;
    private EpollDatagramChannel channel;
    private UdpSinkConfig config;
    private SocketSender direct;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(TimedSender.probe().active());
        receiver = DatagramReceiver.on("127.0.0.1");
        config = UdpSinkConfig.to("127.0.0.1", receiver.port()).pacedBurst(8).build();
        channel = (EpollDatagramChannel) DatagramSockets.open(
                        config.destination().getAddress(),
                        new InetSocketAddress(0),
                        EpollLoops.shared(),
                        socket -> socket.setAutoRead(false),
                        new ChannelInboundHandlerAdapter())
                .sync()
                .channel();
        direct = new SocketSender(channel, config, counters, new SendingPlace(config.route(), channel.config()));
    }

    @AfterEach
    void close() throws Exception {
        channel.close().sync();
        receiver.close();
        assertThat(failure.get()).isNull();
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return channel.eventLoop().submit(work).get();
    }

    private TimedSender sender() {
        return new TimedSender(direct, channel, config, failure::set);
    }

    private CountDownLatch send(TimedSender sender, byte[] bytes) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        onLoop(() -> {
            OpenSends sends = new OpenSends(done::countDown).begin();
            ByteBuf buffer = CraftedPacket.buffer(bytes);
            sender.arrived(bytes.length, false);
            sender.send(null, buffer, sends);
            sender.flush();
            sends.done();
            return done;
        });
        return done;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aBurstThatIsNotSegmentedAnyMoreIsSentAgainDatagramByDatagram(int buffers) throws Exception {
        byte[] stream = run(0x100, (1 + buffers) * 56);
        TimedSender sender = sender();
        send(sender, Arrays.copyOf(stream, BUFFER)).await();
        assertThat(direct.isProven())
                .as("the first has shown that the kernel segments")
                .isTrue();
        // a socket that asks for no checksums does not get its datagrams cut
        channel.config().setOption(new IntegerUnixChannelOption("SO_NO_CHECK", SOL_SOCKET, SO_NO_CHECK), 1);

        for (int i = 1; i <= buffers; i++) {
            send(sender, Arrays.copyOfRange(stream, i * BUFFER, (i + 1) * BUFFER))
                    .await();
        }

        assertThat(direct.segmentation().reason()).isEqualTo("refused for this route: EINVAL");
        int datagrams = 8 * (1 + buffers);
        assertThat(Arrays.equals(DatagramReceiver.join(receiver.receive(datagrams)), stream))
                .isTrue();
        assertThat(counters.stats())
                .usingRecursiveComparison()
                .ignoringFields("lateness") // of this machine
                .isEqualTo(new SendStats(datagrams, stream.length, Map.of()));
        onLoop(() -> {
            sender.end();
            return sender;
        });
    }

    @Test
    void theEndOfAStreamLeavesAnotherOneAlone() throws Exception {
        TimedSender first = sender();
        TimedSender second = sender();
        byte[] stream = run(0x100, 3 * 56);
        send(first, Arrays.copyOf(stream, BUFFER)).await();
        CountDownLatch onItsWay = send(first, new byte[13 * 1316]);
        send(second, Arrays.copyOf(stream, BUFFER)).await();
        CountDownLatch others = send(second, Arrays.copyOfRange(stream, BUFFER, 2 * BUFFER));
        onLoop(() -> {
            first.end();
            return first;
        });
        assertThat(onItsWay.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(others.await(60, TimeUnit.SECONDS)).isTrue();
        SinkBook book = counters.book();
        assertThat(book.sent().bytes() + book.socket().bytes() + book.closed().bytes())
                .as("%s", book)
                .isEqualTo((8 + 13 + 16) * 1316);
        onLoop(() -> {
            second.end();
            return second;
        });
    }
}
