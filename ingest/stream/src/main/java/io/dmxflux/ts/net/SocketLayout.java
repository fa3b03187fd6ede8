// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The offsets of the fields of the structures that sendmsg(2) and recvmmsg(2) take.
 *
 * <pre>
 *   struct msghdr         0 name* | 8 namelen | 16 iov* | 24 iovlen | 32 control* | 40 controllen | 48 flags     56 bytes
 *   struct mmsghdr        0 struct msghdr | 56 len                                                               64
 *   struct iovec          0 base* | 8 len                                                                        16
 *   struct cmsghdr        0 len | 8 level | 12 type | 16 data, here a __u16 or a __u32                           24 with padding
 *   struct sockaddr_in    0 family | 2 port | 4 addr                                                             16
 *   struct sockaddr_in6   0 family | 2 port | 4 flowinfo | 8 addr | 24 scope_id                                  28
 * </pre>
 *
 * <p><b>Source:</b> linux/socket.h, linux/uio.h, linux/in.h, linux/in6.h, linux/udp.h, on LP64.
 */
final class SocketLayout {

    static final int MSGHDR_LENGTH = 56;
    static final int MSGHDR_NAME = 0;
    static final int MSGHDR_NAMELEN = 8;
    static final int MSGHDR_IOV = 16;
    static final int MSGHDR_IOVLEN = 24;
    static final int MSGHDR_CONTROL = 32;
    static final int MSGHDR_CONTROLLEN = 40;

    static final int MMSGHDR_LENGTH = 64;
    static final int MMSGHDR_LEN = 56;

    static final int IOVEC_LENGTH = 16;
    static final int IOVEC_BASE = 0;
    static final int IOVEC_LEN = 8;

    static final int CMSG_LEN = 0;
    static final int CMSG_LEVEL = 8;
    static final int CMSG_TYPE = 12;
    static final int CMSG_DATA = 16;
    /** {@code CMSG_LEN(sizeof(__u16))}. */
    static final int CMSG_LEN_OF_SHORT = 18;
    /** {@code CMSG_SPACE(sizeof(__u16))}. */
    static final int CMSG_SPACE_OF_SHORT = 24;

    static final int SOCKADDR_IN_LENGTH = 16;
    static final int SOCKADDR_IN6_LENGTH = 28;
    static final int SOCKADDR_PORT = 2;
    static final int SOCKADDR_IN_ADDR = 4;
    static final int SOCKADDR_IN6_ADDR = 8;
    static final int SOCKADDR_IN6_SCOPE_ID = 24;

    /** {@code CMSG_SPACE(sizeof(__u32))}. */
    static final int CMSG_SPACE_OF_INT = 24;

    /** {@code struct in6_pktinfo}: 0 address | 16 ifindex. */
    static final int IN6_PKTINFO_IFINDEX = 16;
    /** {@code CMSG_LEN(sizeof(struct in6_pktinfo))}. */
    static final int CMSG_LEN_OF_IN6_PKTINFO = 36;
    /** {@code CMSG_SPACE(sizeof(struct in6_pktinfo))}. */
    static final int CMSG_SPACE_OF_IN6_PKTINFO = 40;

    static final short AF_INET = 2;
    static final short AF_INET6 = 10;
    static final int SO_RXQ_OVFL = 40;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_PKTINFO = 50;
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;

    /** Flag of a call that does not wait. */
    static final int MSG_DONTWAIT = 0x40;
    /** Flag of a send that does not raise SIGPIPE. */
    static final int MSG_NOSIGNAL = 0x4000;

    private SocketLayout() {}

    /**
     * Returns an address as a {@code sockaddr_in} or {@code sockaddr_in6}.
     *
     * @param host the address, which chooses the family
     * @param port its port
     * @return all bytes of the structure
     */
    static byte[] sockaddr(InetAddress host, int port) {
        boolean ipv6 = host instanceof Inet6Address;
        ByteBuffer address = ByteBuffer.allocate(ipv6 ? SOCKADDR_IN6_LENGTH : SOCKADDR_IN_LENGTH)
                .order(ByteOrder.nativeOrder())
                .putShort(0, ipv6 ? AF_INET6 : AF_INET)
                .put(SOCKADDR_PORT, (byte) (port >>> Byte.SIZE)) // in network order
                .put(SOCKADDR_PORT + 1, (byte) port)
                .put(ipv6 ? SOCKADDR_IN6_ADDR : SOCKADDR_IN_ADDR, host.getAddress());
        if (host instanceof Inet6Address inet6) {
            address.putInt(SOCKADDR_IN6_SCOPE_ID, inet6.getScopeId());
        }
        return address.array();
    }
}
