// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.BlockingReader;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.GatheringByteChannel;
import java.time.Duration;

/** Copies buffers to a channel in a loop of one's own: what a Flux does, without one. */
public final class WithoutReactor {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private WithoutReactor() {}

    static void copy(DmxBufferPool pool, GatheringByteChannel target, int buffers) throws IOException {
        try (BlockingReader reader = BlockingReader.open(pool, PesFilter.fullTs())) {
            int left = buffers;
            while (left > 0) {
                ByteBuf buffer = reader.next(PATIENCE);
                if (buffer != null) {
                    write(buffer, target);
                    left--;
                }
            }
        }
    }

    private static void write(ByteBuf buffer, GatheringByteChannel target) throws IOException {
        try {
            while (buffer.isReadable()) {
                buffer.readBytes(target, buffer.readableBytes());
            }
        } finally {
            buffer.release();
        }
    }
}
