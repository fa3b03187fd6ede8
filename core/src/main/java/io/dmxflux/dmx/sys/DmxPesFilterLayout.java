// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * Where the fields of {@code struct dmx_pes_filter_params} lie, and the values they take here.
 *
 * <pre>
 *   0     2      4       8        12         16      20
 *   | pid | hole | input | output | pes_type | flags |     __u16, then 32 bits each
 * </pre>
 *
 * <p><b>Source:</b> linux/dvb/dmx.h.
 */
public final class DmxPesFilterLayout {

    /** Bytes of the structure. */
    public static final int LENGTH = 20;
    /** Offset of {@code pid}. */
    public static final int PID = 0;
    /** Offset of {@code input}. */
    public static final int INPUT = 4;
    /** Offset of {@code output}. */
    public static final int OUTPUT = 8;
    /** Offset of {@code pes_type}. */
    public static final int PES_TYPE = 12;
    /** Offset of {@code flags}. */
    public static final int FLAGS = 16;

    /** {@code DMX_IN_FRONTEND}: what the tuner receives. */
    public static final int DMX_IN_FRONTEND = 0;
    /** {@code DMX_IN_DVR}: what a program writes to the dvr node. */
    public static final int DMX_IN_DVR = 1;
    /** {@code DMX_OUT_TSDEMUX_TAP}: whole packets, from the demux's own descriptor. */
    public static final int DMX_OUT_TSDEMUX_TAP = 3;
    /** {@code DMX_PES_OTHER}: no decoder is meant. */
    public static final int DMX_PES_OTHER = 20;

    private DmxPesFilterLayout() {}
}
