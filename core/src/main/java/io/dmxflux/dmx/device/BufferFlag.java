// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import java.util.EnumSet;
import java.util.Set;

/**
 * Events that the driver noticed while it filled buffers. The bits are collected per queue and cleared at each dequeue, so
 * they belong to the time around a buffer, not to exactly its bytes.
 *
 * <p><b>Source:</b> linux/dvb/dmx.h, {@code enum dmx_buffer_flags}.
 */
public enum BufferFlag {
    /** {@code DMX_BUFFER_FLAG_HAD_CRC32_DISCARD}: a section with a wrong CRC was discarded. */
    HAD_CRC32_DISCARD(1),
    /** {@code DMX_BUFFER_FLAG_TEI}: a packet carried transport_error_indicator. */
    TEI(2),
    /** {@code DMX_BUFFER_PKT_COUNTER_MISMATCH}: a continuity_counter was not the expected one. */
    PKT_COUNTER_MISMATCH(4),
    /** {@code DMX_BUFFER_FLAG_DISCONTINUITY_DETECTED}: the driver saw a gap. */
    DISCONTINUITY_DETECTED(8),
    /** {@code DMX_BUFFER_FLAG_DISCONTINUITY_INDICATOR}: a packet carried discontinuity_indicator. */
    DISCONTINUITY_INDICATOR(16);

    private final int bit;

    BufferFlag(int bit) {
        this.bit = bit;
    }

    /**
     * Returns its bit.
     *
     * @return one bit of {@code dmx_buffer.flags}
     */
    public int bit() {
        return bit;
    }

    /**
     * Decodes the driver's bits.
     *
     * @param flags {@code dmx_buffer.flags}
     * @return the flags set in it; unknown bits are left out
     */
    public static Set<BufferFlag> of(int flags) {
        Set<BufferFlag> set = EnumSet.noneOf(BufferFlag.class);
        for (BufferFlag flag : values()) {
            if ((flags & flag.bit) != 0) {
                set.add(flag);
            }
        }
        return set;
    }
}
