// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.device.BufferFlag;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a lent buffer came from.
 *
 * @param index the driver's buffer
 * @param sequence the driver's {@code count}: one more at each dequeue, without a gap even where data was lost
 * @param flagBits the driver's flags of about that time
 * @param bytesUsed bytes of stream that the driver put into it
 * @param dequeuedNanos when it was dequeued, on the clock of {@link System#nanoTime()}
 * @param lossBefore what is missing between the buffer lent before and this one: dropped by the pool, or lost by the
 *     driver as far as that can be known; null if it follows on
 */
public record BufferOrigin(
        int index,
        long sequence,
        int flagBits,
        int bytesUsed,
        long dequeuedNanos,
        @Nullable Loss lossBefore) {

    /**
     * Finds the origin of a buffer that a pool lent, also through slices, duplicates, leak tracking and {@link Loss#mark}.
     * Not through a composite of other making, which may be of several. Still answers for a buffer that is released, or that
     * its pool has taken back: the origin is kept with the buffer.
     *
     * @param buffer any buffer
     * @return its origin; empty if no pool lent it
     */
    public static Optional<BufferOrigin> of(ByteBuf buffer) {
        return Optional.ofNullable(DmxByteBuf.below(buffer)).map(DmxByteBuf::origin);
    }

    /**
     * Unpacks the driver's flags.
     *
     * @return what the driver noticed
     */
    public Set<BufferFlag> flags() {
        return BufferFlag.of(flagBits);
    }
}
