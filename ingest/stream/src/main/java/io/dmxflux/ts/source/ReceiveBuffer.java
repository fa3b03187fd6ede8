// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.IncomingMessages;
import io.dmxflux.ts.net.MessageSender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How a socket reads into the memory of its loop, reused for each read because datagrams are copied before the next one.
 *
 * <p>Netty reads only the first datagram after a pause. The others are read here, because the kernel reports with each how
 * many it has dropped before it, which Netty does not pass on.
 *
 * <p>Netty's allocator would map fresh memory for each read and free it at once: clearing it and faulting in its pages was
 * a seventh of a relay's time.
 *
 * <p><b>Ownership:</b> has a share in the {@link ReceiveSlots} of its loop until {@link #release}; while a reader still holds some
 * of that memory, reads use other memory.
 * <p><b>Threading:</b> the channel's event loop.
 */
final class ReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    /** Receives datagrams in the order of their arrival. */
    interface Receiver {

        /**
         * Takes one datagram.
         *
         * @param datagram valid during the call, to be copied
         * @param dropped how many the kernel has dropped between the one before and this one
         */
        void datagram(ByteBuf datagram, int dropped);
    }

    private final ReceiveSlots shared;
    private final IncomingMessages slots;
    private final ByteBuf memory;
    private final AtomicLong counter;
    private int dropped;
    private int received;
    private @Nullable MessageSender sender;

    /**
     * Takes a share in the memory of a loop.
     *
     * @param loop the socket's
     * @param counter of the datagrams that the kernel has dropped, told as soon as it is known
     */
    ReceiveBuffer(EventLoop loop, AtomicLong counter) {
        this.counter = counter;
        maxMessagesPerRead(1);
        shared = ReceiveSlots.of(loop);
        slots = shared.messages();
        memory = slots.memory();
    }

    /**
     * Reads the datagrams that have arrived, without waiting.
     *
     * @param socket its descriptor
     * @param receiver receives them in order
     * @return how many; 0 or less if there was none
     */
    int receive(int socket, Receiver receiver) {
        int count = slots.receive(socket, ThreadLocalRandom.current().nextInt(Math.max(1, received)));
        received = count;
        for (int slot = 0; slot < count; slot++) {
            int start = slots.start(slot);
            int more = droppedUpTo(slots.dropped(slot));
            receiver.datagram(memory.setIndex(start, start + slots.length(slot)), more);
        }
        return count;
    }

    /**
     * Returns the sender of a datagram of the last read: of any, as those of two senders may come in the same order each time.
     *
     * @return the sender; {@code null} if it is not known. To be asked before another socket reads
     */
    @Nullable
    MessageSender sender() {
        MessageSender one = slots.sender(sender);
        sender = one == null ? sender : one;
        return one;
    }

    /**
     * Takes the kernel's count of dropped datagrams.
     *
     * @param total datagrams since the socket was opened, modulo 2<sup>32</sup>
     * @return how many of them are new; none if more were told before
     */
    int droppedUpTo(int total) {
        int more = Math.max(0, total - dropped);
        if (more > 0) {
            dropped += more;
            counter.addAndGet(more);
        }
        return more;
    }

    /** Gives its share back; nothing is read any more. */
    void release() {
        shared.release();
    }

    @Override
    @SuppressWarnings("deprecation") // the return type that the channel asks for
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return memory.refCnt() == 1
                        ? memory.retainedSlice(0, ReceiveSlots.DATAGRAM_BYTES).clear()
                        : allocator.directBuffer(ReceiveSlots.DATAGRAM_BYTES, ReceiveSlots.DATAGRAM_BYTES);
            }

            @Override
            public int guess() {
                return ReceiveSlots.DATAGRAM_BYTES;
            }
        };
    }
}
