// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * Where the fields of {@code struct dmx_buffer} lie.
 *
 * <pre>
 *   0        4           8        12       16      20      24
 *   | index  | bytesused | offset | length | flags | count |     __u32 each
 * </pre>
 *
 * <p>DMX_QBUF reads {@code index} alone; DMX_DQBUF fills all; DMX_QUERYBUF reads {@code index} and fills {@code offset}
 * and {@code length}.
 * <p><b>Source:</b> linux/dvb/dmx.h.
 */
public final class DmxBufferLayout {

    /** Bytes of the structure. */
    public static final int LENGTH = 24;
    /** Offset of {@code index}. */
    public static final int INDEX = 0;
    /** Offset of {@code bytesused}. */
    public static final int BYTES_USED = 4;
    /** Offset of {@code offset}, the cookie that mmap takes. */
    public static final int OFFSET = 8;
    /** Offset of {@code length}. */
    public static final int BUFFER_LENGTH = 12;
    /** Offset of {@code flags}. */
    public static final int FLAGS = 16;
    /** Offset of {@code count}. */
    public static final int COUNT = 20;

    private DmxBufferLayout() {}
}
