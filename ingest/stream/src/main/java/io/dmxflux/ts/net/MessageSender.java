// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The address and port that a datagram came from, as the kernel writes them: compared without an object for each datagram.
 *
 * <p><b>Internal.</b> Public for sources.
 * <p><b>Threading:</b> immutable.
 * <p><b>Source:</b> recvmsg(2), msg_name; ip(7), ipv6(7).
 *
 * @param head the first eight bytes of the structure: family, port, and the address of IPv4
 * @param high the first half of an address of IPv6; 0 for IPv4
 * @param low the second half
 */
public record MessageSender(long head, long high, long low) {

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
        long head = memory.getLong(at);
        long high = isIpv6 ? memory.getLong(at + SocketLayout.SOCKADDR_IN6_ADDR) : 0;
        long low = isIpv6 ? memory.getLong(at + SocketLayout.SOCKADDR_IN6_ADDR + Long.BYTES) : 0;
        return known != null && known.head == head && known.high == high && known.low == low
                ? known
                : new MessageSender(head, high, low);
    }

    /** Address and port, as {@code 10.0.0.1:5000} or {@code [2001:db8::1]:5000}. */
    @Override
    public String toString() {
        ByteBuffer structure = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.nativeOrder());
        structure.putLong(head).putLong(high).putLong(low);
        boolean isIpv6 = structure.getShort(0) == SocketLayout.AF_INET6;
        byte[] bytes = new byte[isIpv6 ? 2 * Long.BYTES : Integer.BYTES];
        structure.get(isIpv6 ? SocketLayout.SOCKADDR_IN6_ADDR : SocketLayout.SOCKADDR_IN_ADDR, bytes);
        int port = Short.toUnsignedInt(
                structure.order(ByteOrder.BIG_ENDIAN).getShort(SocketLayout.SOCKADDR_PORT)); // in network order
        InetAddress host = address(bytes);
        String text = host.getHostAddress();
        return (host instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for another length
        }
    }
}
