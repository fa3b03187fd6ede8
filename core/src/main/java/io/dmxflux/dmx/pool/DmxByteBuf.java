// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.MemoryHold;
import io.dmxflux.packet.PacketMemory;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One lending of one buffer: the kernel's own memory, the subscriber's until its last release.
 *
 * <p>A new one each time, so that a stale reference is dead for ever instead of showing the next fill. It is built on NIO
 * rather than on addresses: a thread that reads while another releases still holds the NIO buffer, and so the mapping's
 * addresses. Its capacity is the bytes filled and never changes.
 *
 * <p><b>Threading:</b> as any {@link ByteBuf}; the last release from any thread.
 */
final class DmxByteBuf extends UnpooledDirectByteBuf
        implements Loss.Carrier, Arrivals.Carrier, MemoryHold.Lent, PacketMemory {

    private final BufferSlot slot;
    private final BufferOrigin origin;
    private final ByteBuffer root;

    private DmxByteBuf(BufferSlot slot, BufferOrigin origin, ByteBuffer root) {
        super(UnpooledByteBufAllocator.DEFAULT, root, origin.bytesUsed());
        this.slot = slot;
        this.origin = origin;
        this.root = root;
    }

    /** Wraps a lent slot's memory, tracked by Netty's leak detector. */
    static ByteBuf lend(BufferSlot slot, BufferOrigin origin, ByteBuffer root) {
        return LeakTracking.track(new DmxByteBuf(slot, origin, root));
    }

    /** Finds the lent buffer below slices, duplicates and leak tracking; null if no pool lent it. */
    static @Nullable DmxByteBuf below(ByteBuf buffer) {
        for (ByteBuf inner = buffer; inner != null; inner = inner.unwrap()) {
            if (inner instanceof DmxByteBuf lent) {
                return lent;
            }
        }
        return null;
    }

    @Override
    public @Nullable MemoryHold hold() {
        return slot.hold();
    }

    BufferOrigin origin() {
        return origin;
    }

    @Override
    public @Nullable Loss lossBefore() {
        return origin.lossBefore();
    }

    @Override
    public Arrivals arrivals() {
        return Arrivals.at(origin.dequeuedNanos());
    }

    @Override
    public ByteBuffer memory() {
        ensureAccessible();
        return root;
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        if (newCapacity != capacity()) {
            throw new UnsupportedOperationException(
                    "capacity: " + newCapacity + " (expected: " + capacity() + "; a lent buffer keeps its size)");
        }
        return this;
    }

    /** Netty makes a duplicate of the memory for each call, and tables are copied out of buffers a few hundred times a second. */
    @Override
    public ByteBuf getBytes(int index, byte[] destination, int destinationIndex, int length) {
        checkDstIndex(index, length, destinationIndex, destination.length);
        root.get(index, destination, destinationIndex, length);
        return this;
    }

    @Override
    public ByteBuf touch(Object hint) {
        if (refCnt() > 0) {
            slot.touched(hint);
        }
        return this;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        slot.released(root);
    }

    /** Opens the leak tracking that Netty keeps for allocators. */
    private abstract static class LeakTracking extends AbstractByteBufAllocator {

        static ByteBuf track(ByteBuf lent) {
            return toLeakAwareBuffer(lent);
        }
    }
}
