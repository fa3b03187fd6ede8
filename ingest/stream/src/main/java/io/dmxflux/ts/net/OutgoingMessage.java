// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;

/**
 * The argument of a sendmsg(2): a datagram, or many of one length that the kernel cuts from one piece (UDP_SEGMENT).
 *
 * <pre>
 *   struct msghdr
 *   struct cmsghdr, 24 bytes:  0 length | 8 level | 12 type | 16 __u16 bytes of a datagram
 *   struct iovec, one for each part
 * </pre>
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> sendmsg(2), cmsg(3), udp(7).
 */
final class OutgoingMessage {

    /** The flags of a send that is not to wait, and not to end the process: MSG_DONTWAIT, MSG_NOSIGNAL. */
    static final int FLAGS = MessageHeaderLayout.MSG_DONTWAIT | 0x4000;

    private static final int CONTROL_MESSAGE = MessageHeaderLayout.LENGTH;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int VALUE = 16;
    private static final int CONTROL_MESSAGE_LENGTH = 18;
    private static final int CONTROL_BYTES = 24;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int FIRST_PART = CONTROL_MESSAGE + CONTROL_BYTES;

    private final StructMemory memory;
    private final int base;
    private int parts;

    /**
     * A message without parts.
     *
     * @param memory where it is written
     * @param base bytes from the start of that
     * @param name where the address lies that it goes to
     * @param nameBytes how long that is
     */
    OutgoingMessage(StructMemory memory, int base, long name, int nameBytes) {
        this.memory = memory;
        this.base = base;
        memory.putLong(base + MessageHeaderLayout.NAME, name);
        memory.putInt(base + MessageHeaderLayout.NAME_LENGTH, nameBytes);
        memory.putLong(base + MessageHeaderLayout.PARTS, address() + FIRST_PART);
        memory.putLong(base + MessageHeaderLayout.CONTROL, address() + CONTROL_MESSAGE);
        memory.putLong(base + CONTROL_MESSAGE, CONTROL_MESSAGE_LENGTH);
        memory.putInt(base + CONTROL_MESSAGE + LEVEL, SOL_UDP).putInt(base + CONTROL_MESSAGE + TYPE, UDP_SEGMENT);
    }

    /** Returns how long one is. */
    static int length(int mostParts) {
        return FIRST_PART + mostParts * MessageHeaderLayout.PART_BYTES;
    }

    /** Returns where it lies. */
    long address() {
        return memory.address() + base;
    }

    /** Takes all parts away. */
    void clear() {
        parts = 0;
    }

    /** Adds a part behind those that there are. */
    void add(long address, int lengthBytes) {
        int part = base + FIRST_PART + parts * MessageHeaderLayout.PART_BYTES;
        MessageHeaderLayout.putPart(memory, part, address, lengthBytes);
        parts++;
    }

    /** Writes down what there is, as datagrams of that length, or as one where that is 0. */
    void seal(int datagramBytes) {
        memory.putLong(base + MessageHeaderLayout.PART_COUNT, parts);
        memory.putShort(base + CONTROL_MESSAGE + VALUE, datagramBytes);
        memory.putLong(base + MessageHeaderLayout.CONTROL_LENGTH, datagramBytes == 0 ? 0 : CONTROL_BYTES);
    }
}
