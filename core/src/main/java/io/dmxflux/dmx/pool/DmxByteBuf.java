// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;

/**
 * One lending of one buffer: the kernel's own memory, the subscriber's until its last release.
 *
 * <p>A new one each time, so that a stale reference is dead for ever instead of showing the next fill. It is built on NIO
 * rather than on addresses: a thread that reads while another releases still holds the NIO buffer, and so the mapping's
 * addresses. Its capacity is the bytes filled and never changes.
 *
 * <p><b>Threading:</b> as any {@link ByteBuf}; the last release from any thread.
 */
final class DmxByteBuf extends UnpooledDirectByteBuf {

    private final DmxBufferPool pool;
    private final BufferSlot slot;
    private final BufferOrigin origin;

    private DmxByteBuf(DmxBufferPool pool, BufferSlot slot) {
        super(UnpooledByteBufAllocator.DEFAULT, slot.view(), slot.bytesUsed());
        this.pool = pool;
        this.slot = slot;
        origin = slot.origin();
    }

    /** Wraps a lent slot, tracked by Netty's leak detector. */
    static ByteBuf lend(DmxBufferPool pool, BufferSlot slot) {
        return LeakTracking.track(new DmxByteBuf(pool, slot));
    }

    BufferOrigin origin() {
        return origin;
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        if (newCapacity != capacity()) {
            throw new UnsupportedOperationException(
                    "capacity: " + newCapacity + " (expected: " + capacity() + "; a lent buffer keeps its size)");
        }
        return this;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        pool.giveBack(slot);
    }

    /** Opens the leak tracking that Netty keeps for allocators. */
    private abstract static class LeakTracking extends AbstractByteBufAllocator {

        static ByteBuf track(ByteBuf lent) {
            return toLeakAwareBuffer(lent);
        }
    }
}
