// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The address and port that a datagram came from, as numbers: compared without an object for each datagram.
 *
 * <p><b>Internal.</b> Public for sources.
 * <p><b>Threading:</b> immutable.
 * <p><b>Source:</b> recvmsg(2), msg_name; ip(7), ipv6(7); RFC 4291 2.5.5.2 for addresses of IPv4.
 *
 * @param high the first half of an address of IPv6; 0 for one of IPv4
 * @param low the second half; for IPv4 its address behind ffff
 * @param port its port
 */
public record MessageSender(long high, long low, int port) {

    private static final long IPV4_MAPPED = 0xFFFF_0000_0000L;

    /**
     * Returns a sender.
     *
     * @param address that is resolved
     * @return the same as numbers
     */
    public static MessageSender of(InetSocketAddress address) {
        ByteBuffer host = ByteBuffer.wrap(address.getAddress().getAddress());
        return host.remaining() == Integer.BYTES
                ? new MessageSender(0, IPV4_MAPPED | Integer.toUnsignedLong(host.getInt()), address.getPort())
                : new MessageSender(host.getLong(), host.getLong(), address.getPort());
    }

    /**
     * Reads a {@code sockaddr_in} or {@code sockaddr_in6}.
     *
     * @param memory where it is
     * @param at its offset
     * @param known what was read before, which is returned if this is the same
     * @return the sender
     */
    static MessageSender read(StructMemory memory, int at, @Nullable MessageSender known) {
        boolean isIpv6 = memory.getShort(at) == SocketLayout.AF_INET6;
        int host = at + SocketLayout.SOCKADDR_IN6_ADDR;
        int port = (memory.getUnsignedByte(at + SocketLayout.SOCKADDR_PORT) << Byte.SIZE)
                | memory.getUnsignedByte(at + SocketLayout.SOCKADDR_PORT + 1);
        long high = isIpv6 ? inNetworkOrder(memory.getLong(host)) : 0;
        long low = isIpv6
                ? inNetworkOrder(memory.getLong(host + Long.BYTES))
                : IPV4_MAPPED | (inNetworkOrder(memory.getLong(at)) & 0xFFFF_FFFFL); // family and port are before it
        return known != null && known.high == high && known.low == low && known.port == port
                ? known
                : new MessageSender(high, low, port);
    }

    private static long inNetworkOrder(long value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    /** Address and port, as {@code 10.0.0.1:5000} or {@code [2001:db8::1]:5000}. */
    @Override
    public String toString() {
        byte[] host =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        try {
            return NetUtil.toSocketAddressString(new InetSocketAddress(InetAddress.getByAddress(host), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for another length
        }
    }
}
