// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * Where the fields of {@code struct dmx_exportbuffer} lie.
 *
 * <pre>
 *   0       4       8      12
 *   | index | flags |  fd  |     __u32, __u32, __s32
 * </pre>
 *
 * <p><b>Source:</b> linux/dvb/dmx.h.
 */
public final class DmxExportBufferLayout {

    /** Bytes of the structure. */
    public static final int LENGTH = 12;
    /** Offset of {@code index}. */
    public static final int INDEX = 0;
    /** Offset of {@code flags}; only O_CLOEXEC is known. */
    public static final int FLAGS = 4;
    /** Offset of {@code fd}, written by the driver. */
    public static final int FD = 8;

    private DmxExportBufferLayout() {}
}
