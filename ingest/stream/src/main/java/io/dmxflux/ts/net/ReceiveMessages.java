// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;

/**
 * recvmmsg(2): many datagrams in one call, each into a slot of its own.
 *
 * <pre>
 *   memory          | slot 0       | slot 1       | slot 2       | ...      the caller's, slots of one length
 *   struct mmsghdr, 64 bytes:   0 struct msghdr | 56 unsigned length
 * </pre>
 *
 * <p>It costs no object, however many datagrams there are, and does not ask who has sent them.
 * <p><b>Threading:</b> one caller at a time.
 * <p><b>Source:</b> recvmmsg(2).
 */
public final class ReceiveMessages {

    private static final int LENGTH = MessageHeaderLayout.LENGTH;
    private static final int HEADER_BYTES = 64;

    private final StructMemory memory;
    private final int slots;

    /**
     * Describes the slots.
     *
     * @param address where the first one lies; the memory has to outlive this
     * @param slotBytes length of each; of a longer datagram the end is lost
     * @param slots how many there are
     */
    public ReceiveMessages(long address, int slotBytes, int slots) {
        this.slots = slots;
        memory = new StructMemory(slots * (HEADER_BYTES + MessageHeaderLayout.PART_BYTES));
        for (int slot = 0; slot < slots; slot++) {
            int part = slots * HEADER_BYTES + slot * MessageHeaderLayout.PART_BYTES;
            memory.putLong(slot * HEADER_BYTES + MessageHeaderLayout.PARTS, memory.address() + part);
            memory.putLong(slot * HEADER_BYTES + MessageHeaderLayout.PART_COUNT, 1);
            MessageHeaderLayout.putPart(memory, part, address + (long) slot * slotBytes, slotBytes);
        }
    }

    /**
     * Takes what has come, without waiting, into the slots from the first one on.
     *
     * @param descriptor number of a datagram socket
     * @return how many datagrams; {@code -errno} if there is none, EAGAIN for no other reason than that
     */
    public int receive(int descriptor) {
        int count;
        do {
            count = SystemCalls.recvmmsg(descriptor, memory.address(), slots, MessageHeaderLayout.MSG_DONTWAIT, 0);
        } while (count < 0 && SystemCalls.interrupted());
        return count < 0 ? -SystemCalls.errno() : count;
    }

    /**
     * Returns the length of what was received last.
     *
     * @param slot its slot
     * @return bytes
     */
    public int length(int slot) {
        return memory.getInt(slot * HEADER_BYTES + LENGTH);
    }
}
