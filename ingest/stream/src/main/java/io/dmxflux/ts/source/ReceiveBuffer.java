// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.IncomingMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.unix.Buffer;

/**
 * Has a socket read into the same memory each time, since what is read is copied before the next read.
 *
 * <p>Netty, which waits for the first datagram after a pause, reads that one only: for each of the others the kernel tells
 * how many it has dropped before it, which Netty does not pass on.
 *
 * <p>The allocator's own answer to 288 kB, with room for the longest datagrams there can be, is a chunk of fresh memory that
 * is given back at once: clearing it and faulting in its pages was a seventh of a relay's time.
 *
 * <p><b>Ownership:</b> of its memory until {@link #release}; where a reader still holds some of it, the next read gets
 * other memory.
 * <p><b>Threading:</b> the channel's event loop.
 */
final class ReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    /** What takes datagrams, in the order in which they came. */
    interface Receiver {

        /**
         * Takes one datagram.
         *
         * @param datagram to copy what is wanted of it; valid during the call
         * @param dropped how many the kernel has dropped between the one before and this one
         */
        void datagram(ByteBuf datagram, int dropped);
    }

    private final ByteBuf memory;
    private final int slotBytes;
    private final IncomingMessages slots;
    private int dropped;

    ReceiveBuffer(int datagramBytes, int datagrams) {
        maxMessagesPerRead(1);
        slotBytes = datagramBytes;
        memory = UnpooledByteBufAllocator.DEFAULT.directBuffer(datagramBytes * datagrams, datagramBytes * datagrams);
        slots = new IncomingMessages(Buffer.memoryAddress(memory.internalNioBuffer(0, 0)), datagramBytes, datagrams);
    }

    /**
     * Takes what has come, without waiting.
     *
     * @param socket its descriptor
     * @param receiver gets one after the other
     * @return how many; 0 or less if there was none
     */
    int receive(int socket, Receiver receiver) {
        int count = slots.receive(socket);
        for (int slot = 0; slot < count; slot++) {
            int start = slot * slotBytes;
            int more = droppedUpTo(slots.dropped(slot));
            receiver.datagram(memory.setIndex(start, start + slots.length(slot)), more);
        }
        return count;
    }

    /**
     * Takes note of what the kernel has dropped up to the datagram that comes next.
     *
     * @param total datagrams since the socket was opened, modulo 2<sup>32</sup>
     * @return how many of them are new
     */
    int droppedUpTo(int total) {
        int more = total - dropped;
        dropped = total;
        return more;
    }

    void release() {
        memory.release();
    }

    @Override
    @SuppressWarnings("deprecation") // the return type that the channel asks for
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return memory.refCnt() == 1
                        ? memory.retainedSlice(0, slotBytes).clear()
                        : allocator.directBuffer(slotBytes, slotBytes);
            }

            @Override
            public int guess() {
                return slotBytes;
            }
        };
    }
}
