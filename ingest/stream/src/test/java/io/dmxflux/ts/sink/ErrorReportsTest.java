// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.LinuxSocketOptions;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port where nobody listens stands for a router that complains: a group gets no such answer on one machine. */
@ExtendWith(LeakCheck.class)
class ErrorReportsTest {

    private static final int ROUNDS = 200;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void reportThatNobodyReadsDoesNotKeepTheLoopBusy(String host) throws Exception {
        EventLoopGroup loop = EpollLoops.create(1, "error-reports-test");
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getByName(host), freePort());
        ReadCounter reads = new ReadCounter();
        Channel channel = DatagramSockets.open(
                        nobody.getAddress(),
                        new InetSocketAddress(0),
                        loop,
                        socket -> {
                            socket.setAutoRead(false);
                            LinuxSocketOptions.setErrorReports(socket, nobody.getAddress());
                        },
                        reads)
                .sync()
                .channel();
        channel.pipeline().addLast(new ErrorReports(nobody.getAddress()));
        try {
            channel.writeAndFlush(new DatagramPacket(Unpooled.directBuffer().writeZero(188), nobody))
                    .sync();
            Awaitility.await().until(() -> reads.count.get() > 0);
            for (int i = 0; i < ROUNDS; i++) {
                loop.submit(() -> {}).sync();
            }

            assertThat(reads.count.get())
                    .as("reads in " + ROUNDS + " rounds of the loop")
                    .isLessThan(10);
        } finally {
            channel.close().sync();
            loop.shutdownGracefully();
        }
    }

    private static int freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static final class ReadCounter extends ChannelInboundHandlerAdapter {

        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            count.incrementAndGet();
            context.fireChannelReadComplete();
        }
    }
}
