// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.LinuxSocketOptions;
import io.dmxflux.ts.net.SocketErrors;
import io.dmxflux.ts.relay.RelayEvent;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket for announcements.
 *
 * <p><b>Threading:</b> every method from any thread but {@link #open}, which waits for the event loop.
 * <p><b>Errors:</b> what the network refuses is told once, and once when it takes it again.
 */
final class SapSender {

    private final SapRoute route;
    private final Channel channel;
    private final RelayEvent.Listener listener;
    private boolean failing; // event loop

    private SapSender(SapRoute route, Channel channel, RelayEvent.Listener listener) {
        this.route = route;
        this.channel = channel;
        this.listener = listener;
    }

    static SapSender open(SapRoute route, RelayEvent.Listener listener) throws IOException {
        InetAddress group = route.group().getAddress();
        try {
            Channel channel = DatagramSockets.open(
                            group,
                            new InetSocketAddress(route.sourceAddress(), 0),
                            EpollLoops.shared(),
                            socket -> configure(socket, route),
                            new ChannelInboundHandlerAdapter())
                    .syncUninterruptibly()
                    .channel();
            return new SapSender(route, channel, listener);
        } catch (Exception e) {
            throw SocketErrors.describe("announcing on " + group.getHostAddress(), e);
        }
    }

    private static void configure(EpollDatagramChannelConfig socket, SapRoute route) {
        InetAddress group = route.group().getAddress();
        if (route.networkInterface() != null) {
            LinuxSocketOptions.setInterface(
                    socket, group, route.networkInterface().getIndex());
        }
        LinuxSocketOptions.setTtl(socket, group, route.ttl());
        LinuxSocketOptions.setDscp(socket, group, route.dscp());
        socket.setAutoRead(false);
    }

    void send(byte[] message) {
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(message), route.group()))
                .addListener(sent -> account(sent.cause()));
    }

    private void account(@Nullable Throwable failure) {
        if (failing != (failure != null)) {
            failing = failure != null;
            InetAddress group = route.group().getAddress();
            listener.tell(
                    failure == null
                            ? new RelayEvent.AnnouncementsResumed(group)
                            : new RelayEvent.AnnouncementsFail(group, SocketErrors.label(failure)));
        }
    }

    /** Closes the socket when all that was given to it is sent, and waits for that. */
    void close() {
        channel.close().awaitUninterruptibly();
    }
}
