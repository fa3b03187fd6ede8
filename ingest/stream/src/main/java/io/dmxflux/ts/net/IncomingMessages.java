// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;

/**
 * Receives many datagrams in one system call, each into a slot of its own.
 *
 * <pre>
 *   memory          | slot 0       | slot 1       | slot 2       | ...      the caller's, slots of one length
 * </pre>
 *
 * <p>It creates no objects, and does not query the senders.
 *
 * <p><b>Internal.</b> Public for sources.
 * <p><b>Threading:</b> one caller at a time.
 * <p><b>Source:</b> recvmmsg(2); cmsg(3); socket(7), SO_RXQ_OVFL.
 */
public final class IncomingMessages {

    private final StructMemory memory;
    private final int slots;
    private int used;

    /**
     * Describes the slots.
     *
     * @param address of the first one; the memory has to outlive this object
     * @param slotBytes length of each; a longer datagram is truncated
     * @param slots how many
     */
    public IncomingMessages(long address, int slotBytes, int slots) {
        this.slots = slots;
        used = slots;
        memory = new StructMemory(
                slots * (SocketLayout.MMSGHDR_LENGTH + SocketLayout.IOVEC_LENGTH + SocketLayout.CMSG_SPACE_OF_INT));
        for (int slot = 0; slot < slots; slot++) {
            int header = slot * SocketLayout.MMSGHDR_LENGTH;
            int iovec = slots * SocketLayout.MMSGHDR_LENGTH + slot * SocketLayout.IOVEC_LENGTH;
            memory.putLong(header + SocketLayout.MSGHDR_CONTROL, memory.address() + control(slot))
                    .putLong(header + SocketLayout.MSGHDR_IOV, memory.address() + iovec)
                    .putLong(header + SocketLayout.MSGHDR_IOVLEN, 1)
                    .putLong(iovec + SocketLayout.IOVEC_BASE, address + (long) slot * slotBytes)
                    .putLong(iovec + SocketLayout.IOVEC_LEN, slotBytes);
        }
    }

    /**
     * Receives the datagrams that have arrived, without waiting, into the slots from the first one on.
     *
     * @param descriptor number of a datagram socket
     * @return how many datagrams; {@code -errno} on failure, {@code -EAGAIN} if none has arrived
     */
    public int receive(int descriptor) {
        for (int slot = 0; slot < used; slot++) { // the last call has written the length of its control data there
            memory.putInt(control(slot) + SocketLayout.CMSG_TYPE, 0)
                    .putLong(
                            slot * SocketLayout.MMSGHDR_LENGTH + SocketLayout.MSGHDR_CONTROLLEN,
                            SocketLayout.CMSG_SPACE_OF_INT);
        }
        int count;
        do {
            count = SystemCalls.recvmmsg(descriptor, memory.address(), slots, SocketLayout.MSG_DONTWAIT, 0);
        } while (count < 0 && SystemCalls.interrupted());
        used = Math.max(count, 0);
        return count < 0 ? -SystemCalls.errno() : count;
    }

    /**
     * Returns the length of a received datagram.
     *
     * @param slot its slot
     * @return bytes
     */
    public int length(int slot) {
        return memory.getInt(slot * SocketLayout.MMSGHDR_LENGTH + SocketLayout.MMSGHDR_LEN);
    }

    /**
     * Returns how many datagrams the socket had dropped because it was full, when it queued a received one.
     *
     * @param slot its slot
     * @return datagrams since the socket was opened, modulo 2<sup>32</sup>; 0 unless
     *     {@link LinuxSocketOptions#tellReceiveDrops} was called
     */
    public int dropped(int slot) {
        boolean told = memory.getInt(control(slot) + SocketLayout.CMSG_TYPE) == SocketLayout.SO_RXQ_OVFL;
        return told ? memory.getInt(control(slot) + SocketLayout.CMSG_DATA) : 0;
    }

    private int control(int slot) {
        return slots * (SocketLayout.MMSGHDR_LENGTH + SocketLayout.IOVEC_LENGTH)
                + slot * SocketLayout.CMSG_SPACE_OF_INT;
    }
}
