// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * The requests of the demux, under the names that C gives them.
 *
 * <pre>
 *   31 30 29          16 15        8 7          0
 *   | dir |     size    |    type   |    nr     |      how Linux packs a request; dir: 1 the driver reads, 2 it writes
 * </pre>
 *
 * <p><b>Source:</b> linux/dvb/dmx.h; asm-generic/ioctl.h, as x86-64 and aarch64 use it.
 */
public enum DmxIoctl {
    /** Starts the filter. No argument. */
    DMX_START(io('o', 41)),
    /** Stops the filter; buffers filled before stay dequeueable. No argument. */
    DMX_STOP(io('o', 42)),
    /** Sets a section filter: {@code struct dmx_sct_filter_params}. */
    DMX_SET_FILTER(iow('o', 43, 60)),
    /** Sets a PES or transport stream filter: {@code struct dmx_pes_filter_params}. */
    DMX_SET_PES_FILTER(iow('o', 44, DmxLayout.PES_FILTER_BYTES)),
    /** Sizes the ring that read() empties: bytes, by value. */
    DMX_SET_BUFFER_SIZE(io('o', 45)),
    /** Adds a PID to a transport stream filter: {@code __u16}. */
    DMX_ADD_PID(iow('o', 51, 2)),
    /** Removes a PID from a transport stream filter: {@code __u16}. */
    DMX_REMOVE_PID(iow('o', 52, 2)),
    /** Negotiates buffers: {@code struct dmx_requestbuffers}. */
    DMX_REQBUFS(iowr('o', 60, DmxLayout.REQUEST_BYTES)),
    /** Describes one buffer: {@code struct dmx_buffer}. */
    DMX_QUERYBUF(iowr('o', 61, DmxLayout.BUFFER_BYTES)),
    /** Exports one buffer as a DMABUF: {@code struct dmx_exportbuffer}. */
    DMX_EXPBUF(iowr('o', 62, DmxLayout.EXPORT_BYTES)),
    /** Hands an empty buffer to the kernel: {@code struct dmx_buffer}. */
    DMX_QBUF(iowr('o', 63, DmxLayout.BUFFER_BYTES)),
    /** Takes a filled buffer from the kernel: {@code struct dmx_buffer}. */
    DMX_DQBUF(iowr('o', 64, DmxLayout.BUFFER_BYTES));

    private final long request;

    DmxIoctl(long request) {
        this.request = request;
    }

    /**
     * Returns the request's number.
     *
     * @return what ioctl(2) takes as its second argument
     */
    public long request() {
        return request;
    }

    private static long io(char type, int number) {
        return pack(0, type, number, 0);
    }

    private static long iow(char type, int number, int sizeBytes) {
        return pack(1, type, number, sizeBytes);
    }

    private static long iowr(char type, int number, int sizeBytes) {
        return pack(1 | 2, type, number, sizeBytes);
    }

    private static long pack(int direction, char type, int number, int sizeBytes) {
        return ((long) direction << 30) | ((long) sizeBytes << 16) | (type << 8) | number;
    }
}
