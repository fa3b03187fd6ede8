// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Socket options by the kernel's numbers, for IPv4 and IPv6 by the family of an address.
 * <pre>
 *    12  struct ip_mreqn          { in_addr multiaddr; in_addr address; int ifindex; }
 *   136  struct group_req         { u32 interface; u32 pad; sockaddr_storage group; }
 *   264  struct group_source_req  { u32 interface; u32 pad; sockaddr_storage group; sockaddr_storage source; }
 *   128  sockaddr_storage         a sockaddr_in or sockaddr_in6, see SocketLayout
 * </pre>
 *
 * <p><b>Internal.</b> Public for sources and sinks.
 *
 * <p>Netty's own multicast options cannot be used: Netty 4.2.18's epoll transport sets {@code IP_TTL}, which the kernel
 * ignores for a group, where {@code ChannelOption.IP_MULTICAST_TTL} is requested; and it names an interface by its first
 * address, which two interfaces may share.
 *
 * <p><b>Errors:</b> every setter throws {@link ChannelException} with the errno as its cause.
 * <p><b>Source:</b> linux/in.h, linux/in6.h, linux/socket.h ({@code sockaddr_storage} is 128 bytes); ip(7), ipv6(7);
 * RFC 3678.
 */
public final class LinuxSocketOptions {

    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int SOCKADDR_STORAGE_LENGTH = 128;
    private static final int GROUP_OFFSET = 8;
    private static final int MEMINFO_LENGTH = 36;
    private static final int MEMINFO_DROPS_OFFSET = 32;

    private static final String EFFECTIVE_CAPABILITIES = "CapEff:";
    private static final int CAP_NET_RAW = 13;

    private static final IntegerUnixChannelOption IP_TOS = integer("IP_TOS", IPPROTO_IP, 1);
    private static final IntegerUnixChannelOption IPV6_TCLASS = integer("IPV6_TCLASS", IPPROTO_IPV6, 67);
    private static final IntegerUnixChannelOption IP_TTL = integer("IP_TTL", IPPROTO_IP, 2);
    private static final IntegerUnixChannelOption IPV6_UNICAST_HOPS = integer("IPV6_UNICAST_HOPS", IPPROTO_IPV6, 16);
    private static final IntegerUnixChannelOption IP_MULTICAST_TTL = integer("IP_MULTICAST_TTL", IPPROTO_IP, 33);
    private static final IntegerUnixChannelOption IPV6_MULTICAST_HOPS =
            integer("IPV6_MULTICAST_HOPS", IPPROTO_IPV6, 18);
    private static final RawUnixChannelOption IP_MULTICAST_IF =
            new RawUnixChannelOption("IP_MULTICAST_IF", IPPROTO_IP, 32, 12);
    private static final IntegerUnixChannelOption IPV6_MULTICAST_IF = integer("IPV6_MULTICAST_IF", IPPROTO_IPV6, 17);
    private static final IntegerUnixChannelOption IP_UNICAST_IF = integer("IP_UNICAST_IF", IPPROTO_IP, 50);
    private static final IntegerUnixChannelOption IPV6_UNICAST_IF = integer("IPV6_UNICAST_IF", IPPROTO_IPV6, 76);
    private static final IntegerUnixChannelOption IP_RECVERR = integer("IP_RECVERR", IPPROTO_IP, 11);
    private static final IntegerUnixChannelOption IPV6_RECVERR = integer("IPV6_RECVERR", IPPROTO_IPV6, 25);
    private static final IntegerUnixChannelOption IP_FREEBIND = integer("IP_FREEBIND", IPPROTO_IP, 15);
    private static final IntegerUnixChannelOption SO_BINDTOIFINDEX = integer("SO_BINDTOIFINDEX", SOL_SOCKET, 62);
    private static final IntegerUnixChannelOption IPV6_MULTICAST_ALL = integer("IPV6_MULTICAST_ALL", IPPROTO_IPV6, 29);
    private static final IntegerUnixChannelOption SO_RCVBUFFORCE = integer("SO_RCVBUFFORCE", SOL_SOCKET, 33);
    private static final IntegerUnixChannelOption SO_RXQ_OVFL = integer("SO_RXQ_OVFL", SOL_SOCKET, 40);
    private static final RawUnixChannelOption SO_MEMINFO =
            new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, 55, MEMINFO_LENGTH);

    private LinuxSocketOptions() {}

    /**
     * Sets how many routers datagrams may pass.
     *
     * @param config of the socket
     * @param destination where they go, which chooses the option: family, multicast or not
     * @param ttl 0 to 255; 0 keeps multicast on this machine and is invalid for unicast
     */
    public static void setTtl(ChannelConfig config, InetAddress destination, int ttl) {
        boolean multicast = destination.isMulticastAddress();
        if (destination instanceof Inet6Address) {
            config.setOption(multicast ? IPV6_MULTICAST_HOPS : IPV6_UNICAST_HOPS, ttl);
        } else {
            config.setOption(multicast ? IP_MULTICAST_TTL : IP_TTL, ttl);
        }
    }

    /**
     * Sets the differentiated services code point of outgoing datagrams.
     *
     * @param config of the socket
     * @param destination where they go, which chooses the family
     * @param dscp 0 to 63
     */
    public static void setDscp(ChannelConfig config, InetAddress destination, int dscp) {
        config.setOption(destination instanceof Inet6Address ? IPV6_TCLASS : IP_TOS, dscp << 2);
    }

    /**
     * Sets the interface that datagrams leave by.
     *
     * @param config of the socket
     * @param destination where they go, which chooses the option: family, multicast or not
     * @param index of the interface; 0 leaves it to the route
     */
    public static void setInterface(ChannelConfig config, InetAddress destination, int index) {
        boolean ipv6 = destination instanceof Inet6Address;
        if (!destination.isMulticastAddress()) {
            config.setOption(ipv6 ? IPV6_UNICAST_IF : IP_UNICAST_IF, toNetworkOrder(index));
        } else if (ipv6) {
            config.setOption(IPV6_MULTICAST_IF, index);
        } else {
            ByteBuffer request =
                    ByteBuffer.allocateDirect(IP_MULTICAST_IF.length()).order(ByteOrder.nativeOrder());
            config.setOption(IP_MULTICAST_IF, request.putInt(IP_MULTICAST_IF.length() - Integer.BYTES, index));
        }
    }

    /**
     * Has the kernel report datagrams that it drops on the way out: without it, a send into a full interface queue succeeds.
     *
     * @param config of the socket
     * @param destination where datagrams go, which chooses the family
     */
    public static void setErrorReports(ChannelConfig config, InetAddress destination) {
        config.setOption(destination instanceof Inet6Address ? IPV6_RECVERR : IP_RECVERR, 1);
    }

    /**
     * Discards the errors that are queued on the socket. As long as there is one, epoll reports the socket at once, and the
     * event loop spins.
     *
     * @param config of a socket with {@link #setErrorReports}
     * @param destination where datagrams go, which chooses the family
     */
    public static void discardErrorReports(ChannelConfig config, InetAddress destination) {
        // the kernel empties the queue when the option is cleared; Netty has no recvmsg with MSG_ERRQUEUE
        config.setOption(destination instanceof Inet6Address ? IPV6_RECVERR : IP_RECVERR, 0);
        setErrorReports(config, destination);
    }

    /**
     * Joins a group, of any source or of one.
     *
     * @param config of the socket
     * @param group the group
     * @param source the sender, of the group's family; {@code null} for any
     * @param index of the interface; 0 lets the route to the group choose
     */
    public static void joinGroup(ChannelConfig config, InetAddress group, @Nullable InetAddress source, int index) {
        int level = group instanceof Inet6Address ? IPPROTO_IPV6 : IPPROTO_IP;
        int length = GROUP_OFFSET + SOCKADDR_STORAGE_LENGTH * (source == null ? 1 : 2);
        ByteBuffer request = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        request.putInt(0, index);
        request.put(GROUP_OFFSET, SocketLayout.sockaddr(group, 0));
        if (source == null) {
            config.setOption(new RawUnixChannelOption("MCAST_JOIN_GROUP", level, 42, length), request);
        } else {
            request.put(GROUP_OFFSET + SOCKADDR_STORAGE_LENGTH, SocketLayout.sockaddr(source, 0));
            config.setOption(new RawUnixChannelOption("MCAST_JOIN_SOURCE_GROUP", level, 46, length), request);
        }
    }

    /**
     * Leaves a group, for every source of it. It need not have been joined, and the interface need not be there any more.
     *
     * @param config of the socket
     * @param group the group
     * @param index of the interface that it was joined on
     */
    public static void leaveGroup(ChannelConfig config, InetAddress group, int index) {
        int level = group instanceof Inet6Address ? IPPROTO_IPV6 : IPPROTO_IP;
        int length = GROUP_OFFSET + SOCKADDR_STORAGE_LENGTH;
        ByteBuffer request = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        request.putInt(0, index);
        request.put(GROUP_OFFSET, SocketLayout.sockaddr(group, 0));
        try {
            config.setOption(new RawUnixChannelOption("MCAST_LEAVE_GROUP", level, 45, length), request);
        } catch (ChannelException e) {
            // it was not joined, or the kernel has forgotten it with the interface
        }
    }

    /**
     * Allows the socket to be bound to an address that this machine does not have yet, or does not have any more.
     *
     * @param config of the socket, before it is bound; of either family
     */
    public static void allowMissingAddress(ChannelConfig config) {
        config.setOption(IP_FREEBIND, 1);
    }

    /**
     * Has the socket receive from one interface only. A join is enough for that with IPv4, and with IPv6 it is not.
     *
     * @param config of the socket
     * @param index of the interface
     */
    public static void receiveFrom(ChannelConfig config, int index) {
        config.setOption(SO_BINDTOIFINDEX, index);
    }

    /**
     * Tells whether this process may have a socket receive from another interface after {@link #receiveFrom}.
     *
     * @return true with {@code CAP_NET_RAW}
     */
    public static boolean mayChangeInterface() {
        try {
            return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                    .filter(line -> line.startsWith(EFFECTIVE_CAPABILITIES))
                    .map(line -> line.substring(EFFECTIVE_CAPABILITIES.length()).strip())
                    .anyMatch(bits -> (Long.parseUnsignedLong(bits, 16) >>> CAP_NET_RAW & 1) != 0);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    /**
     * Has a socket that is bound to the wildcard address not receive the groups that others have joined.
     *
     * @param config of an IPv6 socket
     */
    public static void receiveOwnGroupsOnly(ChannelConfig config) {
        config.setOption(IPV6_MULTICAST_ALL, 0);
    }

    /**
     * Requests a receive buffer, beyond {@code net.core.rmem_max} if this process is privileged.
     *
     * @param config of the socket
     * @param bytes wanted
     * @return bytes granted; the kernel keeps as many again for its own records
     */
    public static int setReceiveBuffer(ChannelConfig config, int bytes) {
        config.setOption(ChannelOption.SO_RCVBUF, bytes);
        if (receiveBuffer(config) < bytes) {
            try {
                config.setOption(SO_RCVBUFFORCE, bytes);
            } catch (ChannelException e) {
                return receiveBuffer(config); // without CAP_NET_ADMIN
            }
        }
        return receiveBuffer(config);
    }

    private static int receiveBuffer(ChannelConfig config) {
        return config.getOption(ChannelOption.SO_RCVBUF) / 2;
    }

    /**
     * Reads how many datagrams the kernel dropped because the receive buffer was full.
     *
     * @param config of an open socket
     * @return datagrams since it was opened, modulo 2<sup>32</sup>
     */
    public static long receiveDrops(ChannelConfig config) {
        ByteBuffer info = config.getOption(SO_MEMINFO);
        return info.order(ByteOrder.nativeOrder()).getInt(MEMINFO_DROPS_OFFSET) & 0xFFFF_FFFFL;
    }

    /**
     * Has the kernel attach to every datagram how many were dropped before it, see {@link IncomingMessages#dropped}.
     *
     * @param config of a socket
     */
    public static void tellReceiveDrops(ChannelConfig config) {
        config.setOption(SO_RXQ_OVFL, 1);
    }

    private static IntegerUnixChannelOption integer(String name, int level, int number) {
        return new IntegerUnixChannelOption(name, level, number);
    }

    private static int toNetworkOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }
}
