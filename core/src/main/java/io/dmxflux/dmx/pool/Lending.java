// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that is out, as it was at one moment.
 *
 * @param origin where its bytes came from
 * @param age how long it has been out
 * @param lastTouch the last hint of {@link io.netty.buffer.ByteBuf#touch(Object)}, as text; null if it was not touched.
 *     Where Netty's leak detector follows the buffer, that keeps the hints of users instead
 */
public record Lending(
        BufferOrigin origin, Duration age, @Nullable String lastTouch) {

    /**
     * Notes where a buffer is, as {@link ByteBuf#touch(Object)} does, and for the pool also where Netty's leak detector
     * follows the buffer.
     *
     * @param buffer any buffer
     * @param hint where it is or what happens to it next
     * @return the buffer
     */
    public static ByteBuf touch(ByteBuf buffer, String hint) {
        DmxByteBuf lent = DmxByteBuf.below(buffer);
        if (lent != null && lent != buffer) {
            lent.touch(hint);
        }
        return buffer.touch(hint);
    }

    @Override
    public String toString() {
        return "buffer " + origin.index() + " (the driver's no. " + origin.sequence() + ", " + origin.bytesUsed()
                + " bytes, out for " + seconds(age)
                + (lastTouch == null ? ", never touched)" : ", last touch: " + lastTouch + ")");
    }

    /** Writes a duration as a person does: seconds with one decimal. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
