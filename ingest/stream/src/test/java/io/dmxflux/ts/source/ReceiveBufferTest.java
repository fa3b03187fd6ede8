// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.net.EpollLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReceiveBufferTest {

    /** A view that outlives it shows zeros: the kernel has the pages back, and no address is invalid. */
    @Test
    void givesItsMemoryBackAtOnceAndNoViewOfItFaults() {
        ReceiveBuffer memory = new ReceiveBuffer(EpollLoops.shared().next(), new AtomicLong());
        ByteBuf slot = memory.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
        slot.writeInt(42);
        ByteBuffer view = slot.nioBuffer(0, Integer.BYTES);
        slot.release();
        assertThat(view.getInt(0)).isEqualTo(42);

        memory.release();

        assertThat(view.getInt(0)).isZero();
    }

    /** What one has read is copied before the next one reads. */
    @Test
    void thoseOfOneLoopReadIntoTheSameMemoryUntilTheLastGivesItBack() {
        EventLoop loop = EpollLoops.shared().next();
        ReceiveBuffer one = new ReceiveBuffer(loop, new AtomicLong());
        ReceiveBuffer other = new ReceiveBuffer(loop, new AtomicLong());
        ByteBuf ofOne = one.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
        ofOne.writeInt(42);
        ByteBuffer view = ofOne.nioBuffer(0, Integer.BYTES);
        ByteBuf meanwhile = other.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
        assertThat(meanwhile.writeInt(43).memoryAddress())
                .as("while the first is held")
                .isNotEqualTo(ofOne.memoryAddress());
        meanwhile.release();
        ofOne.release();
        ByteBuf ofOther = other.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
        assertThat(ofOther.getInt(0)).isEqualTo(42);
        ofOther.release();

        one.release();
        assertThat(view.getInt(0)).isEqualTo(42);
        other.release();
        assertThat(view.getInt(0)).isZero();
    }
}
