// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A message to one address, gathered from several memory areas: one datagram, or many of equal length that the kernel
 * segments it into (UDP_SEGMENT).
 *
 * <pre>
 *   struct msghdr | struct cmsghdr with the length of a datagram | struct cmsghdr with a struct in6_pktinfo
 *                 | struct iovec, one for each part | struct sockaddr
 * </pre>
 *
 * <p>Sending it creates no object. Not final, so that tests can record or refuse sends.
 *
 * <p><b>Internal.</b> Public for sinks.
 * <p><b>Ownership:</b> the memory stays the caller's; the kernel has read it when {@link #send} returns.
 * <p><b>Threading:</b> one caller at a time.
 * <p><b>Errors:</b> a failed send returns {@code -errno}: failures are expected, and an exception would be an object for
 * each.
 * <p><b>Source:</b> sendmsg(2), cmsg(3), udp(7).
 */
public class OutgoingMessage {

    /** The flags of every send. */
    static final int FLAGS = SocketLayout.MSG_DONTWAIT | SocketLayout.MSG_NOSIGNAL;

    private static final int CONTROL = SocketLayout.MSGHDR_LENGTH;
    private static final int SOURCE = CONTROL + SocketLayout.CMSG_SPACE_OF_SHORT;
    private static final int PARTS = SOURCE + SocketLayout.CMSG_SPACE_OF_IN6_PKTINFO;

    private final StructMemory memory;
    private int parts;
    private @Nullable Inet6Address source;
    private int sourceIndex;

    /**
     * Creates an empty message.
     *
     * @param to where it goes, resolved
     * @param mostParts most iovecs that it may have; the kernel takes 1024
     */
    public OutgoingMessage(InetSocketAddress to, int mostParts) {
        byte[] sockaddr = SocketLayout.sockaddr(to.getAddress(), to.getPort());
        int name = PARTS + mostParts * SocketLayout.IOVEC_LENGTH;
        memory = new StructMemory(name + sockaddr.length)
                .putBytes(name, sockaddr)
                .putInt(SocketLayout.MSGHDR_NAMELEN, sockaddr.length)
                .putInt(CONTROL + SocketLayout.CMSG_LEVEL, SocketLayout.SOL_UDP)
                .putInt(CONTROL + SocketLayout.CMSG_TYPE, SocketLayout.UDP_SEGMENT)
                .putLong(CONTROL + SocketLayout.CMSG_LEN, SocketLayout.CMSG_LEN_OF_SHORT)
                .putInt(SOURCE + SocketLayout.CMSG_LEVEL, SocketLayout.IPPROTO_IPV6)
                .putInt(SOURCE + SocketLayout.CMSG_TYPE, SocketLayout.IPV6_PKTINFO)
                .putLong(SOURCE + SocketLayout.CMSG_LEN, SocketLayout.CMSG_LEN_OF_IN6_PKTINFO);
        memory.putLong(SocketLayout.MSGHDR_NAME, memory.address() + name)
                .putLong(SocketLayout.MSGHDR_IOV, memory.address() + PARTS);
    }

    /**
     * Sets the address that it is sent from.
     *
     * @param address one of the interface's; {@code null} leaves it to the kernel, as at first
     * @param index of the interface that it leaves by
     */
    public void from(@Nullable Inet6Address address, int index) {
        if (address != null && (address != source || index != sourceIndex)) {
            memory.putBytes(SOURCE + SocketLayout.CMSG_DATA, address.getAddress())
                    .putInt(SOURCE + SocketLayout.CMSG_DATA + SocketLayout.IN6_PKTINFO_IFINDEX, index);
        }
        source = address;
        sourceIndex = index;
    }

    /**
     * Appends an iovec.
     *
     * @param address of its memory, valid until it is sent
     * @param lengthBytes its length
     */
    public void add(long address, int lengthBytes) {
        int iovec = PARTS + parts * SocketLayout.IOVEC_LENGTH;
        memory.putLong(iovec + SocketLayout.IOVEC_BASE, address).putLong(iovec + SocketLayout.IOVEC_LEN, lengthBytes);
        parts++;
    }

    /** Removes all iovecs. */
    public final void clear() {
        parts = 0;
    }

    /**
     * Sends the message without waiting, and empties it.
     *
     * @param descriptor number of a datagram socket of the address's family
     * @param datagramBytes length of each datagram of a segmented message, the last may be shorter; 0 for one datagram
     * @return the bytes sent; {@code -errno} if the kernel refused the message
     */
    public int send(int descriptor, int datagramBytes) {
        long msghdr = finish(datagramBytes);
        long sent;
        do {
            sent = SystemCalls.sendmsg(descriptor, msghdr, FLAGS);
        } while (sent < 0 && SystemCalls.interrupted());
        return sent < 0 ? -SystemCalls.errno() : (int) sent;
    }

    /** Completes the msghdr, empties the message, and returns the address of the msghdr. */
    final long finish(int datagramBytes) {
        int from = datagramBytes == 0 ? SOURCE : CONTROL;
        int to = source == null ? SOURCE : PARTS;
        memory.putLong(SocketLayout.MSGHDR_IOVLEN, parts)
                .putShort(CONTROL + SocketLayout.CMSG_DATA, datagramBytes)
                .putLong(SocketLayout.MSGHDR_CONTROL, memory.address() + from)
                .putLong(SocketLayout.MSGHDR_CONTROLLEN, to - from);
        parts = 0;
        return memory.address();
    }
}
