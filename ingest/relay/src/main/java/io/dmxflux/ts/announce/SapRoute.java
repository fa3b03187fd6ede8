// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.sink.UdpSinkConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where announcements of a stream go, and how: to the group of its scope, otherwise as the stream itself.
 *
 * @param group the group of announcements, and their port
 * @param networkInterface name of the interface that they leave by; {@code null} leaves it to the route
 * @param sourceAddress the address that they leave from; {@code null} leaves it to the route
 * @param ttl routers that they may pass
 * @param dscp differentiated services code point
 */
record SapRoute(
        InetSocketAddress group,
        @Nullable String networkInterface,
        @Nullable InetAddress sourceAddress,
        int ttl,
        int dscp) {

    static final int PORT = 9875;

    private static final byte[] GLOBAL = {(byte) 224, 2, 127, (byte) 254};
    private static final byte[] LINK = {(byte) 224, 0, 0, (byte) 255};
    private static final byte[] ORGANISATION = {(byte) 239, (byte) 195, (byte) 255, (byte) 255};
    private static final byte[] LOCAL = {(byte) 239, (byte) 255, (byte) 255, (byte) 255};

    static SapRoute of(UdpSinkConfig stream) {
        InetAddress announced = stream.destination().getAddress();
        return new SapRoute(
                new InetSocketAddress(group(announced), PORT),
                stream.networkInterface(),
                stream.sourceAddress(),
                stream.ttl(),
                stream.dscp());
    }

    /** The highest address of the announced one's scope; RFC 2974 section 3, RFC 2365. */
    private static InetAddress group(InetAddress announced) {
        byte[] address = announced.getAddress();
        return announced instanceof Inet6Address ? literal(ipv6Group(address)) : literal(ipv4Group(address));
    }

    private static byte[] ipv4Group(byte[] announced) {
        int first = announced[0] & 0xFF;
        int second = announced[1] & 0xFF;
        if (first == 239) {
            // what is not of the organisation is local or grows from it (RFC 2365 6.1): none of it may leave
            return second >= 192 && second < 196 ? ORGANISATION : LOCAL;
        }
        return first == 224 && second == 0 && announced[2] == 0 ? LINK : GLOBAL;
    }

    private static byte[] ipv6Group(byte[] announced) {
        byte scope = (byte) (announced[1] & 0x0F);
        return new byte[] {(byte) 0xFF, scope, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x7F, (byte) 0xFE};
    }

    private static InetAddress literal(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** The address that receivers take the announcements to come from. */
    InetAddress origin() {
        InetAddress routed =
                MulticastRoute.probe(group.getAddress(), networkInterface).sourceAddress();
        InetAddress known = sourceAddress == null ? routed : sourceAddress;
        return known == null ? InetAddress.getLoopbackAddress() : known;
    }
}
