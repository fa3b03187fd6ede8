// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's route to a destination, looked up without sending anything.
 *
 * <p>A machine without a default route, such as a container, has no route for multicast, and every send fails with
 * {@code ENETUNREACH}. The caller can then choose the loopback interface, and report it:
 * <pre>
 *   MulticastRoute route = MulticastRoute.probe(group, null);
 *   if (!route.exists()) {
 *       System.err.println(route + "; using " + Interfaces.loopback().getName());
 *   }
 * </pre>
 *
 * @param destination where to
 * @param sourceAddress the address that datagrams would leave from; {@code null} without a route
 * @param networkInterface the interface that has that address; {@code null} without a route, or if no interface has it
 * @param problem why there is no route; {@code null} if there is one
 */
public record MulticastRoute(
        InetAddress destination,
        @Nullable InetAddress sourceAddress,
        @Nullable NetworkInterface networkInterface,
        @Nullable String problem) {

    private static final int DISCARD_PORT = 9;

    /**
     * Asks the kernel for the route, by connecting a datagram socket.
     *
     * @param destination a group or a host
     * @param wanted name of the interface that datagrams are to leave by; {@code null} leaves it to the route
     * @return the route, or why there is none
     */
    public static MulticastRoute probe(InetAddress destination, @Nullable String wanted) {
        ProtocolFamily family =
                destination instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try (DatagramChannel channel = DatagramChannel.open(family)) {
            if (wanted != null) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, Interfaces.byName(wanted));
            }
            channel.connect(new InetSocketAddress(destination, DISCARD_PORT));
            InetAddress source = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
            return new MulticastRoute(destination, source, NetworkInterface.getByInetAddress(source), null);
        } catch (IOException | IllegalArgumentException e) {
            return new MulticastRoute(destination, null, null, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Tells whether there is a route.
     *
     * @return true if there is a route
     */
    public boolean exists() {
        return problem == null;
    }

    /** Describes the route in one line, such as {@code 239.1.1.1: via eth0 from 10.0.0.2}. */
    @Override
    public String toString() {
        String host = destination.getHostAddress();
        if (sourceAddress == null) {
            return host + ": no route (" + problem + ")";
        }
        String via = networkInterface == null ? "an interface without a name" : networkInterface.getName();
        return host + ": via " + via + " from " + sourceAddress.getHostAddress();
    }
}
