// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.IncomingMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.unix.Buffer;
import java.util.function.Consumer;

/**
 * Has a socket read into the same memory each time, since what is read is copied before the next read.
 *
 * <p>The allocator's own answer to 288 kB, with room for the longest datagrams there can be, is a chunk of fresh memory that
 * is given back at once: clearing it and faulting in its pages was a seventh of a relay's time.
 *
 * <p><b>Ownership:</b> of its memory until {@link #release}; where a reader still holds some of it, the next read gets
 * other memory.
 * <p><b>Threading:</b> the channel's event loop.
 */
final class ReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    private final ByteBuf memory;
    private final int slotBytes;
    private final IncomingMessages slots;

    ReceiveBuffer(int datagramBytes, int datagrams) {
        slotBytes = datagramBytes;
        memory = UnpooledByteBufAllocator.DEFAULT.directBuffer(datagramBytes * datagrams, datagramBytes * datagrams);
        slots = new IncomingMessages(Buffer.memoryAddress(memory.internalNioBuffer(0, 0)), datagramBytes, datagrams);
    }

    /**
     * Takes what has come, without waiting.
     *
     * @param socket its descriptor
     * @param datagrams gets one after the other, to copy what it wants to keep
     * @return how many; 0 or less if there was none
     */
    int receive(int socket, Consumer<ByteBuf> datagrams) {
        int count = slots.receive(socket);
        for (int slot = 0; slot < count; slot++) {
            int start = slot * slotBytes;
            datagrams.accept(memory.setIndex(start, start + slots.length(slot)));
        }
        return count;
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
                        ? memory.retainedDuplicate().clear()
                        : allocator.directBuffer(guess(), guess());
            }

            @Override
            public int guess() {
                return memory.capacity();
            }
        };
    }
}
