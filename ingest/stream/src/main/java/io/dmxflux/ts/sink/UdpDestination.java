// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.SendingSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where datagrams go, and how they are routed.
 *
 * @param endpoint group or host, resolved, and port
 * @param networkInterface name of the interface that they leave by; {@code null} leaves it to the route
 * @param sourceAddress address that they leave from, of the endpoint's family; {@code null} leaves it to the route
 * @param ttl how many routers they may pass, 0 to 255
 * @param dscp differentiated services code point, 0 to 63
 * @param broadcast whether they may go to all hosts of a network
 */
record UdpDestination(
        InetSocketAddress endpoint,
        @Nullable String networkInterface,
        @Nullable InetAddress sourceAddress,
        int ttl,
        int dscp,
        boolean broadcast) {

    /** To all hosts of a link: the kernel refuses it to sockets without SO_BROADCAST. */
    private static final String BROADCAST = "255.255.255.255";

    UdpDestination {
        InetAddress address = endpoint.getAddress();
        String host = address.getHostAddress();
        Check.argument(!address.isAnyLocalAddress(), "host", host, "a group or a host, not the wildcard");
        Check.argument(
                broadcast || !host.equals(BROADCAST),
                "host",
                host,
                "a group or a host, or ?broadcast; 239.255.255.255 is a group of this site");
        Check.argument(ttl >= 0 && ttl <= 255, "ttl", ttl, "0 to 255");
        Check.argument(ttl > 0 || address.isMulticastAddress(), "ttl", ttl, "1 to 255 for a single host");
        Check.argument(dscp >= 0 && dscp <= 63, "dscp", dscp, "0 to 63, such as 34 for AF41");
        Check.argument(
                sourceAddress == null || sourceAddress.getClass() == address.getClass(),
                "source",
                sourceAddress,
                "an address of the family of " + host);
        Check.argument(
                !Interfaces.needsScope(address) || networkInterface != null,
                "host",
                host,
                "an interface with an address of link-local scope: %eth0 behind it");
    }

    /** Where a socket sends to, and how. */
    SendingSocket.Route route() {
        return new SendingSocket.Route(endpoint.getAddress(), networkInterface, sourceAddress, ttl, dscp, broadcast);
    }

    boolean isMulticast() {
        return endpoint.getAddress().isMulticastAddress();
    }

    /** As it stands in a URI behind its scheme, such as {@code 10.0.0.1@239.1.1.1:5000?iface=eth0}. */
    @Override
    public String toString() {
        return (sourceAddress == null ? "" : bracketed(sourceAddress) + "@")
                + bracketed(endpoint.getAddress())
                + ":" + endpoint.getPort()
                + (networkInterface == null ? "" : "?iface=" + networkInterface);
    }

    private static String bracketed(InetAddress address) {
        String host = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }
}
