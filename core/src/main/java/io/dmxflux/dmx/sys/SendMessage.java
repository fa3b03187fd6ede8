// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import java.net.InetSocketAddress;

/**
 * sendmsg(2) to one address: a datagram, or many of one length that the kernel cuts from one piece (UDP_SEGMENT).
 *
 * <pre>
 *   struct msghdr and struct iovec, one for each part
 *   struct cmsghdr, 24 bytes:  0 length | 8 level | 12 type | 16 __u16 bytes of a datagram
 * </pre>
 *
 * <p>It costs no object, however many datagrams there are. It can be extended by whoever wants to see, or to refuse, what is
 * sent.
 * <p><b>Ownership:</b> the memory of the parts stays the caller's; the kernel has read it when {@link #send} returns.
 * <p><b>Threading:</b> one caller at a time.
 * <p><b>Source:</b> sendmsg(2), cmsg(3), udp(7).
 */
public class SendMessage {

    private static final int CONTROL_MESSAGE = MessageHeaderLayout.LENGTH;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int VALUE = 16;
    private static final int CONTROL_MESSAGE_LENGTH = 18;
    private static final int CONTROL_BYTES = 24;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private static final int ADDRESS = CONTROL_MESSAGE + CONTROL_BYTES;
    private static final int FIRST_PART = ADDRESS + 32;

    private static final int MSG_NOSIGNAL = 0x4000;

    private final StructMemory memory;
    private int parts;

    /**
     * A message without content.
     *
     * @param to where it goes, resolved
     * @param mostParts how many parts it may have; the kernel takes 1024
     */
    public SendMessage(InetSocketAddress to, int mostParts) {
        memory = new StructMemory(FIRST_PART + mostParts * MessageHeaderLayout.PART_BYTES);
        memory.putLong(MessageHeaderLayout.NAME, memory.address() + ADDRESS);
        memory.putInt(MessageHeaderLayout.NAME_LENGTH, SocketAddressLayout.put(memory, ADDRESS, to));
        memory.putLong(MessageHeaderLayout.PARTS, memory.address() + FIRST_PART);
        memory.putLong(MessageHeaderLayout.CONTROL, memory.address() + CONTROL_MESSAGE);
        memory.putLong(CONTROL_MESSAGE, CONTROL_MESSAGE_LENGTH);
        memory.putInt(CONTROL_MESSAGE + LEVEL, SOL_UDP).putInt(CONTROL_MESSAGE + TYPE, UDP_SEGMENT);
    }

    /**
     * Adds a part behind those that there are.
     *
     * @param address where it lies, until it is sent
     * @param lengthBytes its length
     */
    public void add(long address, int lengthBytes) {
        int part = FIRST_PART + parts * MessageHeaderLayout.PART_BYTES;
        MessageHeaderLayout.putPart(memory, part, address, lengthBytes);
        parts++;
    }

    /** Takes all parts away. */
    public final void clear() {
        parts = 0;
    }

    /**
     * Sends all parts as one piece, without waiting; there are none afterwards.
     *
     * @param descriptor number of a datagram socket of the address's family
     * @param datagramBytes length of each datagram that the kernel is to cut, the last may be shorter; 0 for one datagram
     * @return the bytes sent; {@code -errno} if the kernel has not taken it, none of it then
     */
    public int send(int descriptor, int datagramBytes) {
        memory.putLong(MessageHeaderLayout.PART_COUNT, parts);
        memory.putShort(CONTROL_MESSAGE + VALUE, datagramBytes);
        memory.putLong(MessageHeaderLayout.CONTROL_LENGTH, datagramBytes == 0 ? 0 : CONTROL_BYTES);
        clear();
        long sent;
        do {
            sent = LibC.sendmsg(descriptor, memory.address(), MessageHeaderLayout.MSG_DONTWAIT | MSG_NOSIGNAL);
        } while (sent < 0 && Descriptor.interrupted());
        return sent < 0 ? -LibC.errno() : (int) sent;
    }
}
