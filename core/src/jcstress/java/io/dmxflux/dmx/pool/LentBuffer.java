// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.EndlessDevice;
import io.dmxflux.dmx.device.PesFilter;
import io.netty.buffer.ByteBuf;

/** A pool of two buffers, one of them lent and one kept back: what the races below are about. */
class LentBuffer {

    static final int BUFFERS = 2;

    final EndlessDevice device = new EndlessDevice();
    final DmxBufferPool pool = DmxBufferPool.negotiate(
            device,
            DmxBufferPoolConfig.builder()
                    .bufferCount(BUFFERS)
                    .bufferSizeBytes(DmxBufferPoolConfig.DATAGRAM_BYTES)
                    .reserve(1)
                    .overload(OverloadPolicy.HOLD)
                    .build());
    final BufferDrain drain = pool.drain(() -> {});
    final ByteBuf buffer;

    LentBuffer() {
        drain.start(PesFilter.fullTs());
        drain.collect();
        ByteBuf lent = drain.lend();
        if (lent == null) {
            throw new IllegalStateException("nothing to lend");
        }
        buffer = lent;
    }

    /** Buffers queued beyond the first of each. */
    int requeued() {
        return device.queued() - BUFFERS;
    }

    /** Ends what has not ended, and tells whether that was in order: closed once, and nothing asked of it afterwards. */
    boolean endsInOrder() {
        drain.close();
        pool.close();
        return device.closed() == 1 && device.mistakes() == 0 && pool.stats().retired() == BUFFERS;
    }
}
