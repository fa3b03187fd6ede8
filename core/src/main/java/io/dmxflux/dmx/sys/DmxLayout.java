// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * Where the fields of the demux's structures lie, and the values that they take here.
 *
 * <pre>
 *   struct dmx_requestbuffers      0 count | 4 size                                                          8 bytes
 *   struct dmx_buffer              0 index | 4 bytesused | 8 offset | 12 length | 16 flags | 20 count       24
 *   struct dmx_exportbuffer        0 index | 4 flags | 8 fd                                                 12
 *   struct dmx_pes_filter_params   0 pid | 4 input | 8 output | 12 pes_type | 16 flags                      20
 * </pre>
 *
 * <p>Each field is of 32 bits, but for {@code pid} of 16, which a hole follows. DMX_REQBUFS writes back what it granted;
 * DMX_QBUF reads the {@code index} alone; DMX_QUERYBUF reads that and writes {@code offset} and {@code length}; DMX_DQBUF
 * writes all.
 * <p><b>Source:</b> linux/dvb/dmx.h.
 */
public final class DmxLayout {

    /** Bytes of {@code struct dmx_requestbuffers}. */
    public static final int REQUEST_BYTES = 8;
    /** Offset of {@code count}. */
    public static final int REQUEST_COUNT = 0;
    /** Offset of {@code size}, bytes of each buffer. */
    public static final int REQUEST_SIZE = 4;

    /** Bytes of {@code struct dmx_buffer}. */
    public static final int BUFFER_BYTES = 24;
    /** Offset of {@code index}. */
    public static final int BUFFER_INDEX = 0;
    /** Offset of {@code bytesused}. */
    public static final int BUFFER_BYTES_USED = 4;
    /** Offset of {@code offset}, the cookie that mmap takes. */
    public static final int BUFFER_OFFSET = 8;
    /** Offset of {@code length}. */
    public static final int BUFFER_LENGTH = 12;
    /** Offset of {@code flags}. */
    public static final int BUFFER_FLAGS = 16;
    /** Offset of {@code count}. */
    public static final int BUFFER_COUNT = 20;

    /** Bytes of {@code struct dmx_exportbuffer}. */
    public static final int EXPORT_BYTES = 12;
    /** Offset of {@code index}. */
    public static final int EXPORT_INDEX = 0;
    /** Offset of {@code flags}; only O_CLOEXEC is known. */
    public static final int EXPORT_FLAGS = 4;
    /** Offset of {@code fd}, written by the driver. */
    public static final int EXPORT_FD = 8;

    /** Bytes of {@code struct dmx_pes_filter_params}. */
    public static final int PES_FILTER_BYTES = 20;
    /** Offset of {@code pid}. */
    public static final int PES_FILTER_PID = 0;
    /** Offset of {@code input}. */
    public static final int PES_FILTER_INPUT = 4;
    /** Offset of {@code output}. */
    public static final int PES_FILTER_OUTPUT = 8;
    /** Offset of {@code pes_type}. */
    public static final int PES_FILTER_PES_TYPE = 12;
    /** Offset of {@code flags}. */
    public static final int PES_FILTER_FLAGS = 16;

    /** {@code DMX_IN_FRONTEND}: what the tuner receives. */
    public static final int DMX_IN_FRONTEND = 0;
    /** {@code DMX_IN_DVR}: what a program writes to the dvr node. */
    public static final int DMX_IN_DVR = 1;
    /** {@code DMX_OUT_TSDEMUX_TAP}: whole packets, from the demux's own descriptor. */
    public static final int DMX_OUT_TSDEMUX_TAP = 3;
    /** {@code DMX_PES_OTHER}: no decoder is meant. */
    public static final int DMX_PES_OTHER = 20;

    private DmxLayout() {}
}
