// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket that sends to a group or a host, and follows the network: its interface, its source address and its route need
 * not be there, and may go and come back.
 *
 * <p><b>Internal.</b> Public for sinks and announcements.
 * <p><b>Threading:</b> {@link #place()} is the event loop's; {@link #open} waits for the loop.
 */
public final class SendingSocket {

    /**
     * Where a socket sends to, and how.
     *
     * @param destination a group or a host, without a scope
     * @param networkInterface name of the interface that datagrams leave by; {@code null} leaves it to the route
     * @param source address that they leave from; {@code null} leaves it to the route
     * @param ttl routers that they may pass
     * @param dscp differentiated services code point
     * @param broadcast whether the destination may be all hosts of a network
     */
    public record Route(
            InetAddress destination,
            @Nullable String networkInterface,
            @Nullable InetAddress source,
            int ttl,
            int dscp,
            boolean broadcast) {}

    private final Route route;
    private @Nullable Channel channel;
    private @Nullable SendingPlace place;
    private @Nullable NetworkFollower follower;

    private SendingSocket(Route route) {
        this.route = route;
    }

    /**
     * Opens a socket.
     *
     * @param route where to, and how
     * @param loop of the socket
     * @param network tells of changes
     * @param listener told when the socket has to wait
     * @param options sets further options before the socket is bound
     * @param handler the inbound handler
     * @return an open socket, to be closed
     * @throws Exception what {@link SocketErrors} can read, if it cannot be made or bound; an {@link InterruptedIOException}
     *     if the thread is interrupted meanwhile, whose flag stays set
     */
    public static SendingSocket open(
            Route route,
            EventLoop loop,
            NetworkWatch network,
            NetworkFollower.Listener listener,
            Consumer<EpollDatagramChannelConfig> options,
            ChannelHandler handler)
            throws Exception {
        SendingSocket socket = new SendingSocket(route);
        try {
            ChannelFuture opened = DatagramSockets.open(
                    route.destination,
                    new InetSocketAddress(route.source, 0),
                    loop,
                    config -> socket.configure(config, loop, network, listener, options),
                    handler);
            socket.channel = opened.channel();
            await(opened);
            return socket;
        } catch (Exception e) {
            if (socket.follower != null) {
                socket.follower.close();
            }
            throw e;
        }
    }

    /** Waits for a socket, which is closed if that is interrupted. */
    private static void await(ChannelFuture opened) throws InterruptedIOException {
        try {
            opened.sync();
        } catch (InterruptedException e) {
            opened.addListener(ChannelFutureListener.CLOSE); // also one that is bound by now
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(
                    "interrupted while its event loop opened it (expected: a thread that is not interrupted)");
        }
    }

    private void configure(
            EpollDatagramChannelConfig config,
            EventLoop loop,
            NetworkWatch network,
            NetworkFollower.Listener listener,
            Consumer<EpollDatagramChannelConfig> options) {
        LinuxSocketOptions.setTtl(config, route.destination, route.ttl);
        LinuxSocketOptions.setDscp(config, route.destination, route.dscp);
        LinuxSocketOptions.allowMissingAddress(config);
        if (route.broadcast) {
            config.setOption(ChannelOption.SO_BROADCAST, true);
        }
        config.setAutoRead(false);
        options.accept(config);
        place = new SendingPlace(route, config);
        follower = new NetworkFollower(place, loop, network, listener);
        follower.start();
    }

    /**
     * Returns the socket as Netty has it.
     *
     * @return the channel
     */
    public EpollDatagramChannel channel() {
        return (EpollDatagramChannel) Objects.requireNonNull(channel);
    }

    /**
     * Returns where it sends by.
     *
     * @return the place
     */
    public SendingPlace place() {
        return Objects.requireNonNull(place);
    }

    /**
     * Returns what it waits for.
     *
     * @return a phrase for a person; empty while nothing is wrong
     */
    public Optional<String> waitsFor() {
        return Objects.requireNonNull(follower).waitsFor();
    }

    /**
     * Closes it.
     *
     * @return completes when everything that was written is sent, and the socket is closed
     */
    public ChannelFuture close() {
        Objects.requireNonNull(follower).close();
        return channel().close();
    }
}
