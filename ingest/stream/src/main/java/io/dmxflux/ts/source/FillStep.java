// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.PacketBuffers;
import io.netty.buffer.ByteBuf;
import java.util.function.Predicate;
import reactor.core.publisher.SynchronousSink;

/** One step of a generator of buffers. */
final class FillStep {

    private FillStep() {}

    /**
     * Emits a buffer; where it stays empty, or is wanted no more, completes.
     *
     * @param bytes room in it
     * @param fill writes what there is; false if nobody wants it any more. If this throws, the buffer is released
     * @param sink of the step
     */
    static void run(int bytes, Predicate<ByteBuf> fill, SynchronousSink<ByteBuf> sink) {
        ByteBuf buffer = PacketBuffers.allocate(bytes);
        boolean emitted = false;
        try {
            emitted = fill.test(buffer) && buffer.isReadable();
        } finally {
            if (!emitted) {
                buffer.release();
            }
        }
        if (emitted) {
            sink.next(buffer);
        } else {
            sink.complete();
        }
    }
}
