// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * Where the fields of {@code struct dmx_requestbuffers} lie; the driver writes back what it granted.
 *
 * <pre>
 *   0        4       8
 *   | count  | size  |     __u32 each
 * </pre>
 *
 * <p><b>Source:</b> linux/dvb/dmx.h.
 */
public final class DmxRequestBuffersLayout {

    /** Bytes of the structure. */
    public static final int LENGTH = 8;
    /** Offset of {@code count}. */
    public static final int COUNT = 0;
    /** Offset of {@code size}, bytes of each buffer. */
    public static final int SIZE = 4;

    private DmxRequestBuffersLayout() {}
}
