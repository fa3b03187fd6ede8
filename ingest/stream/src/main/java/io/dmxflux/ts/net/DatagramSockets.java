// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.check.Check;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Opens datagram sockets of the family of an address, and resolves endpoints.
 *
 * <p><b>Internal.</b> Public for sources, sinks and the relay.
 */
public final class DatagramSockets {

    private static final int MAX_PORT = 65_535;

    private DatagramSockets() {}

    /**
     * Resolves a host.
     *
     * @param host an IPv4 or IPv6 address, the latter with or without brackets and scope, or a name
     * @param port its port
     * @return the resolved address without its scope, see {@link Interfaces#ofScope}
     * @throws IllegalArgumentException if there is no name, which would be the loopback address, or one that does not
     *     resolve, or the port is not 1 to 65535
     */
    public static InetSocketAddress endpoint(String host, int port) {
        String name = Interfaces.withoutScope(Check.given(host, "host"));
        Check.argument(!name.isBlank(), "host", "\"" + host + '"', "an address or a name that resolves");
        InetAddress address;
        try {
            address = InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host: " + host + " (expected: an address or a name that resolves)", e);
        }
        checkPort(port);
        return new InetSocketAddress(address, port);
    }

    /**
     * Checks a port.
     *
     * @param port the port
     * @throws IllegalArgumentException if it is not 1 to 65535
     */
    public static void checkPort(int port) {
        Check.argument(port > 0 && port <= MAX_PORT, "port", port, "1 to 65535");
    }

    /**
     * Opens, configures and binds a socket; it is closed again if any of that fails.
     *
     * <p>The family is always explicit: an IPv6 socket would accept IPv4 destinations, and then refuse IPv4's multicast
     * options.
     *
     * @param peer an address of the family
     * @param local what to bind to
     * @param loops the loops to register the socket with
     * @param options sets options before the socket is bound
     * @param handler the inbound handler
     * @return the binding, whose {@link ChannelFuture#channel} is the {@link EpollDatagramChannel}; it fails with what
     *     {@link SocketErrors} can read
     * @throws IllegalStateException if the loops are shut down
     * @throws io.netty.channel.ChannelException if the socket cannot be made, or an option cannot be set
     */
    public static ChannelFuture open(
            InetAddress peer,
            InetSocketAddress local,
            EventLoopGroup loops,
            Consumer<EpollDatagramChannelConfig> options,
            ChannelHandler handler) {
        if (loops.isShuttingDown()) {
            throw EpollLoops.shutDown(loops);
        }
        EpollDatagramChannel channel = new EpollDatagramChannel(
                peer instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
        try {
            options.accept(channel.config());
        } catch (RuntimeException e) {
            channel.unsafe().closeForcibly();
            throw e;
        }
        channel.pipeline().addLast(handler);
        return bind(channel, local, loops);
    }

    private static ChannelFuture bind(EpollDatagramChannel channel, InetSocketAddress local, EventLoopGroup loops) {
        ChannelPromise bound = channel.newPromise();
        bound.addListener(result -> {
            if (!result.isSuccess()) {
                channel.close();
            }
        });
        ChannelFuture registration = loops.register(channel);
        if (registration.cause() instanceof RejectedExecutionException) { // which no listener would be told of
            throw EpollLoops.shutDown(loops);
        }
        registration.addListener(registered -> {
            if (registered.isSuccess()) {
                channel.bind(local, bound);
            } else {
                bound.setFailure(registered.cause());
            }
        });
        return bound;
    }
}
