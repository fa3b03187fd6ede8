// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.event.AnnounceEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.net.NetworkWatch;
import io.dmxflux.ts.net.SendingSocket;
import io.dmxflux.ts.net.SocketErrors;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket for announcements.
 *
 * <p><b>Threading:</b> every method from any thread but {@link #open}, which waits for the event loop.
 * <p><b>Errors:</b> what the network refuses is told once, and once when it takes it again.
 */
final class SapSender {

    private final SapRoute route;
    private final SendingSocket socket;
    private final RelayEvent.Listener listener;
    private boolean failing; // event loop

    private SapSender(SapRoute route, SendingSocket socket, RelayEvent.Listener listener) {
        this.route = route;
        this.socket = socket;
        this.listener = listener;
    }

    static SapSender open(SapRoute route, RelayEvent.Listener listener) throws IOException {
        InetAddress group = route.group().getAddress();
        try {
            SendingSocket socket = SendingSocket.open(
                    new SendingSocket.Route(
                            group, route.networkInterface(), route.sourceAddress(), route.ttl(), route.dscp(), false),
                    EpollLoops.shared().next(),
                    NetworkWatch.shared(),
                    NetworkFollower.Listener.NONE, // the stream's own output tells
                    options -> {},
                    new ChannelInboundHandlerAdapter());
            return new SapSender(route, socket, listener);
        } catch (Exception e) {
            throw SocketErrors.describe("announcing on " + group.getHostAddress(), e);
        }
    }

    void send(byte[] message) {
        socket.channel().eventLoop().execute(() -> sendNow(message));
    }

    /** What waits for its interface is repeated with the next round. */
    private void sendNow(byte[] message) {
        if (socket.place().missing() == null) {
            socket.channel()
                    .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(message), route.group()))
                    .addListener(sent -> account(sent.cause()));
        }
    }

    private void account(@Nullable Throwable failure) {
        if (failing != (failure != null)) {
            failing = failure != null;
            InetAddress group = route.group().getAddress();
            listener.tell(
                    failure == null
                            ? new AnnounceEvent.AnnouncementsResumed(group)
                            : new AnnounceEvent.AnnouncementsFail(group, SocketErrors.label(failure)));
        }
    }

    /** Closes the socket when all that was given to it is sent, and waits for that. */
    void close() {
        socket.channel().eventLoop().submit(socket::close).syncUninterruptibly();
        socket.channel().closeFuture().awaitUninterruptibly();
    }
}
