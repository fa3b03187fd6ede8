// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Memory for packets that have to be copied: direct, pooled, used over and over.
 *
 * <p>Netty's allocator by default is the adaptive one, which makes two NIO buffers for every copy into one of its own (285 kB a
 * second for six services), and maps and clears anew whatever has no place in a chunk. The pooled one copies by address and
 * makes nothing.
 */
public final class PacketBuffers {

    private PacketBuffers() {}

    /**
     * Allocates a buffer.
     *
     * @param bytes its capacity, which does not grow
     * @return an empty one, the caller's to release
     */
    public static ByteBuf allocate(int bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
    }
}
