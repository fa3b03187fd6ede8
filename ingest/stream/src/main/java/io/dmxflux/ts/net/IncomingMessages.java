// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.MappedRegion;
import io.dmxflux.dmx.sys.StructMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Receives many datagrams in one system call, each into a slot of its own.
 *
 * <pre>
 *   memory          | slot 0 | slot 1 | slot 2 | ... | rest of 0           | rest of 1           | ...
 * </pre>
 *
 * <p>It creates no objects, and asks for the sender of one datagram of a call.
 *
 * <p><b>Memory:</b> a slot has a datagram of Ethernet, so that those of one call lie close together, in a few pages; what is longer
 * goes on in the rest of its slot, and is put together there. The kernel maps the pages that are written to: 64 slots for the longest
 * datagrams are 4 MB of address space, and 96 kB of memory while datagrams are short. So the memory is not cleared, and huge pages
 * are refused. {@link #free} gives the pages back at once; the addresses stay readable, as zeros, as long as any NIO view of them
 * exists.
 *
 * <p><b>Internal.</b> Public for sources.
 * <p><b>Threading:</b> one caller at a time.
 * <p><b>Source:</b> recvmmsg(2); cmsg(3); socket(7), SO_RXQ_OVFL; recvmsg(2), msg_name.
 */
public final class IncomingMessages {

    private static final int MADV_NOHUGEPAGE = 15;

    /** What UDP over IPv4 has in a frame of Ethernet: 1500 bytes less 20 and 8. It is 23 lines of a cache. */
    private static final int MOST_SLOT_BYTES = 1472;

    private static final int PARTS = 2;

    /** Of the memory for a sender: a {@code sockaddr_in6}, and what keeps the next structure aligned. */
    private static final int SENDER_BYTES = 32;

    private final StructMemory memory;
    private final MappedRegion room;
    private final ByteBuf datagrams;
    private final int slotBytes;
    private final int longestBytes;
    private final int slots;
    private int used;

    /** Whose sender is asked for. */
    private int asked;

    /**
     * Allocates the slots.
     *
     * @param longestBytes of a datagram; what is longer is truncated
     * @param slots how many
     */
    public IncomingMessages(int longestBytes, int slots) {
        this.slots = slots;
        this.longestBytes = longestBytes;
        slotBytes = Math.min(longestBytes, MOST_SLOT_BYTES);
        int bytes = Math.multiplyExact(slotBytes + longestBytes, slots);
        room = MappedRegion.anonymous(bytes);
        long address = room.address();
        SystemCalls.madvise(address, bytes, MADV_NOHUGEPAGE);
        datagrams = Unpooled.wrappedBuffer(room.buffer());
        used = slots;
        memory = new StructMemory(control(slots) + SENDER_BYTES);
        for (int slot = 0; slot < slots; slot++) {
            int header = slot * SocketLayout.MMSGHDR_LENGTH;
            int first = slots * SocketLayout.MMSGHDR_LENGTH + slot * PARTS * SocketLayout.IOVEC_LENGTH;
            int second = first + SocketLayout.IOVEC_LENGTH;
            memory.putLong(header + SocketLayout.MSGHDR_CONTROL, memory.address() + control(slot))
                    .putLong(header + SocketLayout.MSGHDR_IOV, memory.address() + first)
                    .putLong(header + SocketLayout.MSGHDR_IOVLEN, PARTS)
                    .putLong(first + SocketLayout.IOVEC_BASE, address + (long) slot * slotBytes)
                    .putLong(first + SocketLayout.IOVEC_LEN, slotBytes)
                    .putLong(second + SocketLayout.IOVEC_BASE, address + longer(slot) + slotBytes)
                    .putLong(second + SocketLayout.IOVEC_LEN, longestBytes - slotBytes);
        }
    }

    /**
     * Receives the datagrams that have arrived, without waiting, into the slots from the first one on.
     *
     * @param descriptor number of a datagram socket
     * @param askedSlot the slot of the datagram whose sender is to be known
     * @return how many datagrams; {@code -errno} on failure, {@code -EAGAIN} if none has arrived
     */
    public int receive(int descriptor, int askedSlot) {
        askForSender(askedSlot);
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

    private void askForSender(int slot) {
        memory.putLong(asked * SocketLayout.MMSGHDR_LENGTH + SocketLayout.MSGHDR_NAME, 0)
                .putInt(asked * SocketLayout.MMSGHDR_LENGTH + SocketLayout.MSGHDR_NAMELEN, 0)
                .putLong(
                        slot * SocketLayout.MMSGHDR_LENGTH + SocketLayout.MSGHDR_NAME,
                        memory.address() + control(slots))
                .putInt(
                        slot * SocketLayout.MMSGHDR_LENGTH + SocketLayout.MSGHDR_NAMELEN,
                        SocketLayout.SOCKADDR_IN6_LENGTH);
        asked = slot;
    }

    /**
     * Returns the sender of the datagram in the slot that was asked for.
     *
     * @param known what this returned for the same socket before, which is returned again if it is the same
     * @return the sender; {@code null} if nothing was received into that slot
     */
    public @Nullable MessageSender sender(@Nullable MessageSender known) {
        return asked < used ? MessageSender.read(memory, control(slots), known) : null;
    }

    /**
     * Returns the memory of all slots.
     *
     * @return a buffer, which the caller has to release once
     */
    public ByteBuf memory() {
        return datagrams;
    }

    /** Gives the memory back; to be called once {@link #memory} is released by all who hold it. Nothing is received after that. */
    public void free() {
        room.retire();
    }

    /**
     * Returns where a received datagram begins.
     *
     * @param slot its slot
     * @return index in {@link #memory}
     */
    public int start(int slot) {
        int start = slot * slotBytes;
        if (length(slot) <= slotBytes) {
            return start;
        }
        datagrams.setBytes(longer(slot), datagrams, start, slotBytes);
        return longer(slot);
    }

    /** Returns where a datagram is put together that is longer than its slot. */
    private int longer(int slot) {
        return slots * slotBytes + slot * longestBytes;
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
        return slots * (SocketLayout.MMSGHDR_LENGTH + PARTS * SocketLayout.IOVEC_LENGTH)
                + slot * SocketLayout.CMSG_SPACE_OF_INT;
    }
}
