// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Allocates buffers for packets that have to be copied: direct and pooled.
 *
 * <p>Netty's pooled allocator is used instead of its default, the adaptive one. The adaptive one creates two NIO buffers for
 * every copy into one of its buffers (285 kB a second for six services), and maps and clears fresh memory for every buffer
 * that is larger than a chunk. The pooled one copies by address and creates nothing.
 */
public final class PacketBuffers {

    private PacketBuffers() {}

    /**
     * Allocates a buffer.
     *
     * @param bytes its capacity, which does not grow
     * @return an empty one, the caller's to release
     * @throws OutOfPacketMemoryException if the limit of direct memory is reached
     */
    public static ByteBuf allocate(int bytes) {
        try {
            return PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
        } catch (OutOfMemoryError e) {
            throw new OutOfPacketMemoryException(bytes, e);
        }
    }
}
