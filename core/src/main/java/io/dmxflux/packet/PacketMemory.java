// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that shows its memory to loops over its packets: whether it is released, and where it ends, is then checked once a buffer
 * and not at each packet. A lent buffer of a pool does.
 * <pre>
 *   ByteBuffer memory = PacketMemory.of(buffer);
 *   for (int packet = ...) {
 *       int header = TsPacket.header(memory, buffer, packet);
 * </pre>
 *
 * <p><b>Ownership:</b> what it shows is read while the buffer is owned, and not kept: it keeps the memory from being missed.
 */
public interface PacketMemory {

    /**
     * Returns its bytes, at the same indices; position and limit of what it returns are not touched.
     *
     * @return the memory, to be read by absolute index
     * @throws io.netty.util.IllegalReferenceCountException if the buffer is released
     */
    ByteBuffer memory();

    /**
     * Returns the memory of a buffer that shows it.
     *
     * @param buffer any buffer
     * @return null if it does not, as slices and copies
     */
    static @Nullable ByteBuffer of(ByteBuf buffer) {
        return buffer instanceof PacketMemory shown ? shown.memory() : null;
    }
}
