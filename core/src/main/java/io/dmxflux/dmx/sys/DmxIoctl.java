// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * The requests of the demux, under the names that C gives them.
 *
 * <p><b>Source:</b> linux/dvb/dmx.h.
 */
public enum DmxIoctl implements Ioctl {
    /** Starts the filter. No argument. */
    DMX_START(IoctlNumber.io('o', 41)),
    /** Stops the filter; buffers filled before stay dequeueable. No argument. */
    DMX_STOP(IoctlNumber.io('o', 42)),
    /** Sets a section filter: {@code struct dmx_sct_filter_params}. */
    DMX_SET_FILTER(IoctlNumber.iow('o', 43, 60)),
    /** Sets a PES or transport stream filter: {@code struct dmx_pes_filter_params}. */
    DMX_SET_PES_FILTER(IoctlNumber.iow('o', 44, DmxLayout.PES_FILTER_BYTES)),
    /** Sizes the ring that read() empties: bytes, by value. */
    DMX_SET_BUFFER_SIZE(IoctlNumber.io('o', 45)),
    /** Adds a PID to a transport stream filter: {@code __u16}. */
    DMX_ADD_PID(IoctlNumber.iow('o', 51, 2)),
    /** Removes a PID from a transport stream filter: {@code __u16}. */
    DMX_REMOVE_PID(IoctlNumber.iow('o', 52, 2)),
    /** Negotiates buffers: {@code struct dmx_requestbuffers}. */
    DMX_REQBUFS(IoctlNumber.iowr('o', 60, DmxLayout.REQUEST_BYTES)),
    /** Describes one buffer: {@code struct dmx_buffer}. */
    DMX_QUERYBUF(IoctlNumber.iowr('o', 61, DmxLayout.BUFFER_BYTES)),
    /** Exports one buffer as a DMABUF: {@code struct dmx_exportbuffer}. */
    DMX_EXPBUF(IoctlNumber.iowr('o', 62, DmxLayout.EXPORT_BYTES)),
    /** Hands an empty buffer to the kernel: {@code struct dmx_buffer}. */
    DMX_QBUF(IoctlNumber.iowr('o', 63, DmxLayout.BUFFER_BYTES)),
    /** Takes a filled buffer from the kernel: {@code struct dmx_buffer}. */
    DMX_DQBUF(IoctlNumber.iowr('o', 64, DmxLayout.BUFFER_BYTES));

    private final long request;

    DmxIoctl(long request) {
        this.request = request;
    }

    @Override
    public long request() {
        return request;
    }
}
