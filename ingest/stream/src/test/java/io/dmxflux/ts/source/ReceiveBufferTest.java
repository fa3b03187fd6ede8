// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReceiveBufferTest {

    /** A view that outlives it shows zeros: the kernel has the pages back, and no address is invalid. */
    @Test
    void givesItsMemoryBackAtOnceAndNoViewOfItFaults() {
        ReceiveBuffer memory = new ReceiveBuffer(65_536, 64, new AtomicLong());
        ByteBuf slot = memory.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
        slot.writeInt(42);
        ByteBuffer view = slot.nioBuffer(0, Integer.BYTES);
        slot.release();
        assertThat(view.getInt(0)).isEqualTo(42);

        memory.release();

        assertThat(view.getInt(0)).isZero();
    }
}
