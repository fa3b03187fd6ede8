// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket of rtnetlink(7): the kernel's news of links, addresses and routes, and its answers about them.
 *
 * <pre>
 *   struct nlmsghdr    0 u32 len | 4 u16 type | 6 u16 flags | 8 u32 seq | 12 u32 pid                              16 bytes
 *   struct ifinfomsg   0 u8 family | 2 u16 type | 4 s32 index | 8 u32 flags | 12 u32 change                       16
 *   struct ifaddrmsg   0 u8 family | 1 u8 prefixlen | 2 u8 flags | 3 u8 scope | 4 u32 index                        8
 *   struct rtmsg       0 u8 family | 1 u8 dst_len | 2 u8 src_len | 3 u8 tos | 4 table, protocol, scope, type | 8 u32 flags   12
 *   struct rtattr      0 u16 len | 2 u16 type | 4 data, padded to 4                                               4 and data
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time. The socket belongs to the network namespace of the thread that opens it.
 * <p><b>Errors:</b> an {@link ErrnoException} where the kernel, or a filter of system calls, gives this process no such
 * socket.
 * <p><b>Source:</b> linux/netlink.h, linux/rtnetlink.h, linux/if_link.h; netlink(7), rtnetlink(7).
 */
final class Rtnetlink implements AutoCloseable {

    /** News of links, and of the addresses and routes of both families: RTMGRP_LINK, RTMGRP_IPV4_IFADDR and so on. */
    static final int ALL_NEWS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOCKADDR_NL_LENGTH = 12;
    private static final int SOCKADDR_NL_GROUPS = 8;

    private static final int HEADER_LENGTH = 16;
    private static final int HEADER_TYPE = 4;
    private static final int HEADER_FLAGS = 6;
    private static final int IFINFOMSG_LENGTH = 16;
    private static final int IFINFOMSG_TYPE = 2;
    private static final int IFINFOMSG_INDEX = 4;
    private static final int IFINFOMSG_FLAGS = 8;
    private static final int IFADDRMSG_LENGTH = 8;
    private static final int IFADDRMSG_FLAGS = 2;
    private static final int IFADDRMSG_INDEX = 4;
    private static final int IFA_ADDRESS = 1;
    private static final int RTMSG_LENGTH = 12;
    private static final int RTMSG_TYPE = 7;
    private static final int RTN_LOCAL = 2;
    private static final int RTN_BROADCAST = 3;
    private static final int RTATTR_LENGTH = 4;
    private static final int ALIGNMENT = 4;

    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_EXT_MASK = 29;
    private static final int IFLA_ALT_IFNAME = 53;
    private static final int RTEXT_FILTER_SKIP_STATS = 8;
    private static final int RTA_DST = 1;
    private static final int RTA_SRC = 2;
    private static final int RTA_OIF = 4;

    /** Longer than any message of one link without its virtual functions and counters. */
    private static final int MOST_BYTES = 64 << 10;

    /** Receives messages: their type, and what is behind their header. */
    @FunctionalInterface
    interface Messages {
        void message(int type, ByteBuffer body);
    }

    private final int socket;
    private final Memory memory = new Memory(MOST_BYTES);
    private final ByteBuffer bytes = memory.getByteBuffer(0, MOST_BYTES).order(ByteOrder.nativeOrder());

    private Rtnetlink(int socket) {
        this.socket = socket;
    }

    /**
     * Opens a socket.
     *
     * @param news of which groups it hears; 0 for questions only
     * @throws ErrnoException if this process may not have one
     */
    static Rtnetlink open(int news) {
        int socket = SystemCalls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (socket < 0) {
            throw SystemCalls.failure("socket", "NETLINK_ROUTE", Cure.PROCESS);
        }
        Rtnetlink opened = new Rtnetlink(socket);
        opened.bytes.putLong(0, 0).putInt(SOCKADDR_NL_GROUPS, news).putShort(0, (short) AF_NETLINK);
        if (SystemCalls.bind(socket, opened.address(), SOCKADDR_NL_LENGTH) < 0) {
            ErrnoException failure = SystemCalls.failure("bind", "NETLINK_ROUTE", Cure.PROCESS);
            opened.close();
            throw failure;
        }
        return opened;
    }

    /** Returns the descriptor, to wait for news with poll. */
    int descriptor() {
        return socket;
    }

    /**
     * Receives one datagram of messages without waiting.
     *
     * @param messages takes each
     * @return more than 0; {@code -errno}: {@code -EAGAIN} if there is none, {@code -ENOBUFS} if some were lost
     */
    int receive(Messages messages) {
        long received = SystemCalls.recv(socket, address(), MOST_BYTES, SocketLayout.MSG_DONTWAIT);
        if (received < 0) {
            return -SystemCalls.errno();
        }
        int end = (int) received;
        for (int at = 0; at + HEADER_LENGTH <= end; ) {
            int length = bytes.getInt(at);
            if (length < HEADER_LENGTH || at + length > end) {
                break;
            }
            messages.message(
                    Short.toUnsignedInt(bytes.getShort(at + HEADER_TYPE)), part(at + HEADER_LENGTH, at + length));
            at += aligned(length);
        }
        return Math.max(1, end);
    }

    /** Tells whether news is of a link that was removed; one that has left a bridge has a family. */
    static boolean isRemoval(int type, ByteBuffer body) {
        return type == RTM_DELLINK && body.get(0) == 0;
    }

    /** Returns the index of the link that news of links is about. */
    static int index(ByteBuffer body) {
        return body.getInt(IFINFOMSG_INDEX);
    }

    /**
     * Finds a link.
     *
     * @param name its name, or one of its alternative names
     * @return the link; {@code null} if there is none
     */
    @Nullable
    NetworkLink link(String name) {
        NetworkLink found = link(IFLA_IFNAME, name);
        return found == null ? link(IFLA_ALT_IFNAME, name) : found;
    }

    private @Nullable NetworkLink link(int attribute, String name) {
        byte[] text = (name + '\0').getBytes(StandardCharsets.UTF_8);
        return first(askLinks(0, 0, attribute, text));
    }

    /** Finds a link by its index; {@code null} if there is none. */
    @Nullable
    NetworkLink link(int index) {
        return first(askLinks(0, index, 0, new byte[0]));
    }

    private static @Nullable NetworkLink first(List<NetworkLink> links) {
        return links.isEmpty() ? null : links.get(0);
    }

    /** Returns all links. */
    List<NetworkLink> links() {
        return askLinks(NLM_F_DUMP, 0, 0, new byte[0]);
    }

    private List<NetworkLink> askLinks(int flags, int index, int attribute, byte[] value) {
        ByteBuffer question = question(RTM_GETLINK, flags);
        question.putInt(0).putInt(index).putInt(0).putInt(0);
        put(question, IFLA_EXT_MASK, ints(RTEXT_FILTER_SKIP_STATS));
        if (attribute != 0) {
            put(question, attribute, value);
        }
        List<NetworkLink> links = new ArrayList<>();
        ask(question, (type, body) -> {
            if (type == RTM_NEWLINK) {
                links.add(new NetworkLink(
                        index(body),
                        name(body),
                        body.getInt(IFINFOMSG_FLAGS),
                        Short.toUnsignedInt(body.getShort(IFINFOMSG_TYPE))));
            }
        });
        return links;
    }

    private static String name(ByteBuffer link) {
        ByteBuffer text = attribute(link, IFINFOMSG_LENGTH, IFLA_IFNAME);
        if (text == null) {
            return "";
        }
        String name = StandardCharsets.UTF_8.decode(text).toString();
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    /**
     * Lists the IPv6 addresses of a link.
     *
     * @param index of the link
     */
    List<LinkAddress> addresses6(int index) {
        ByteBuffer question = question(RTM_GETADDR, NLM_F_DUMP);
        question.put((byte) SocketLayout.AF_INET6)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0);
        List<LinkAddress> addresses = new ArrayList<>();
        ask(question, (type, body) -> {
            ByteBuffer address = type == RTM_NEWADDR ? attribute(body, IFADDRMSG_LENGTH, IFA_ADDRESS) : null;
            if (address != null && body.getInt(IFADDRMSG_INDEX) == index) {
                addresses.add(new LinkAddress(inet6(address), Byte.toUnsignedInt(body.get(IFADDRMSG_FLAGS))));
            }
        });
        return addresses;
    }

    private static Inet6Address inet6(ByteBuffer address) {
        byte[] bytes = new byte[LinkAddress.LENGTH];
        address.get(0, bytes);
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for another length
        }
    }

    /**
     * Asks for the route to a destination.
     *
     * @param destination a group or a host
     * @return the index of the link that it goes by; empty without a route
     */
    OptionalInt route(InetAddress destination) {
        return route(destination, null);
    }

    /**
     * Asks for the route to a destination from an address.
     *
     * @param destination a group or a host
     * @param source an address of this machine; {@code null} for that which the route has
     * @return the index of the link that it goes by; empty without a route
     */
    OptionalInt route(InetAddress destination, @Nullable InetAddress source) {
        List<Integer> links = new ArrayList<>();
        askRoute(destination, source, route -> {
            ByteBuffer link = attribute(route, RTMSG_LENGTH, RTA_OIF);
            if (link != null) {
                links.add(link.getInt(0));
            }
        });
        return links.isEmpty() ? OptionalInt.empty() : OptionalInt.of(links.get(0));
    }

    /** Tells whether an address is one of this machine's. */
    boolean isLocal(InetAddress address) {
        return isOfType(address, RTN_LOCAL);
    }

    /** Tells whether an address is that of all hosts of a network that this machine is in. */
    boolean isBroadcast(InetAddress address) {
        return isOfType(address, RTN_BROADCAST);
    }

    private boolean isOfType(InetAddress address, int type) {
        boolean[] is = {false};
        askRoute(address, null, route -> is[0] |= route.get(RTMSG_TYPE) == type);
        return is[0];
    }

    private void askRoute(InetAddress destination, @Nullable InetAddress source, Consumer<ByteBuffer> answer) {
        byte[] address = destination.getAddress();
        ByteBuffer question = question(RTM_GETROUTE, 0);
        question.put((byte) (address.length == Integer.BYTES ? SocketLayout.AF_INET : SocketLayout.AF_INET6));
        question.put((byte) (address.length * Byte.SIZE));
        question.put((byte) (source == null ? 0 : address.length * Byte.SIZE))
                .put((byte) 0)
                .putLong(0);
        put(question, RTA_DST, address);
        if (source != null) {
            put(question, RTA_SRC, source.getAddress());
        }
        ask(question, (type, body) -> {
            if (type == RTM_NEWROUTE) {
                answer.accept(body);
            }
        });
    }

    private ByteBuffer question(int type, int flags) {
        ByteBuffer question = bytes.duplicate().order(ByteOrder.nativeOrder());
        question.putInt(0).putShort((short) type).putShort((short) (NLM_F_REQUEST | flags));
        return question.putInt(0).putInt(0);
    }

    private static byte[] ints(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    private static void put(ByteBuffer question, int attribute, byte[] value) {
        question.putShort((short) (RTATTR_LENGTH + value.length)).putShort((short) attribute);
        question.put(value).put(new byte[aligned(value.length) - value.length]);
    }

    /** The kernel answers within the call that asks, and a list piece by piece; what it refuses has no answer here. */
    private void ask(ByteBuffer question, Messages answer) {
        boolean list = (question.getShort(HEADER_FLAGS) & NLM_F_DUMP) != 0;
        question.putInt(0, question.position());
        if (SystemCalls.send(socket, address(), question.position(), SocketLayout.MSG_NOSIGNAL) < 0) {
            throw SystemCalls.failure("send", "NETLINK_ROUTE", Cure.PROCESS);
        }
        boolean[] ended = {false};
        int received;
        do {
            received = receive((type, body) -> {
                ended[0] |= type == NLMSG_DONE || type == NLMSG_ERROR;
                answer.message(type, body);
            });
        } while (list ? received > 0 && !ended[0] : received == -Errno.EINTR.number());
    }

    /** Finds an attribute's data behind a header. */
    private static @Nullable ByteBuffer attribute(ByteBuffer body, int header, int wanted) {
        for (int at = header; at + RTATTR_LENGTH <= body.limit(); ) {
            int length = Short.toUnsignedInt(body.getShort(at));
            if (length < RTATTR_LENGTH || at + length > body.limit()) {
                return null;
            }
            if (body.getShort(at + 2) == wanted) {
                return body.slice(at + RTATTR_LENGTH, length - RTATTR_LENGTH).order(ByteOrder.nativeOrder());
            }
            at += aligned(length);
        }
        return null;
    }

    private ByteBuffer part(int from, int to) {
        return bytes.slice(from, to - from).order(ByteOrder.nativeOrder());
    }

    private static int aligned(int length) {
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private long address() {
        return Pointer.nativeValue(memory);
    }

    @Override
    public void close() {
        SystemCalls.close(socket);
    }
}
