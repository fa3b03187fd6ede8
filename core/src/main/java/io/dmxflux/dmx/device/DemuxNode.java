// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.DmxIoctl;
import io.dmxflux.dmx.sys.DmxLayout;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.FileDescriptor;
import io.dmxflux.dmx.sys.StructMemory;
import java.util.List;

/** An open demuxN and its filter, as mapped and reading devices share it. */
final class DemuxNode implements AutoCloseable {

    private static final int PID_BYTES = 2;

    private final String path;
    private final int flags;
    private FileDescriptor descriptor;

    DemuxNode(String path, int flags) {
        this.path = path;
        this.flags = flags;
        descriptor = open();
    }

    private FileDescriptor open() {
        try {
            return FileDescriptor.open(path, flags);
        } catch (ErrnoException e) {
            throw e.is(Errno.EBUSY) || e.is(Errno.EMFILE)
                    ? e.withCure("close the other programs that use this demux (fuser " + path + " names them)")
                    : e;
        }
    }

    String path() {
        return path;
    }

    FileDescriptor descriptor() {
        return descriptor;
    }

    void reopen() {
        descriptor.close();
        descriptor = open();
    }

    /**
     * Sets the first PID with the filter, and adds the others: only a filter with output DMX_OUT_TSDEMUX_TAP takes more than
     * one. That output also delivers the stream without the dvr node and its hazards.
     */
    void setPesFilter(PesFilter filter) {
        List<Integer> pids = filter.pids();
        StructMemory params = new StructMemory(DmxLayout.PES_FILTER_BYTES)
                .putShort(DmxLayout.PES_FILTER_PID, pids.get(0))
                .putInt(DmxLayout.PES_FILTER_INPUT, inputOf(filter))
                .putInt(DmxLayout.PES_FILTER_OUTPUT, DmxLayout.DMX_OUT_TSDEMUX_TAP)
                .putInt(DmxLayout.PES_FILTER_PES_TYPE, DmxLayout.DMX_PES_OTHER);
        descriptor.ioctl(DmxIoctl.DMX_SET_PES_FILTER, params);
        pids.subList(1, pids.size()).forEach(this::addPid);
    }

    private static int inputOf(PesFilter filter) {
        return filter.input() == PesFilter.Input.DVR ? DmxLayout.DMX_IN_DVR : DmxLayout.DMX_IN_FRONTEND;
    }

    void addPid(int pid) {
        descriptor.ioctl(DmxIoctl.DMX_ADD_PID, new StructMemory(PID_BYTES).putShort(0, pid));
    }

    void removePid(int pid) {
        descriptor.ioctl(DmxIoctl.DMX_REMOVE_PID, new StructMemory(PID_BYTES).putShort(0, pid));
    }

    void start() {
        descriptor.ioctl(DmxIoctl.DMX_START, 0);
    }

    void stop() {
        descriptor.ioctl(DmxIoctl.DMX_STOP, 0);
    }

    /** Poll reported an error and no data: the device is unplugged, or its queue does not run. */
    ErrnoException gone() {
        return new ErrnoException(
                "poll", path, Errno.ENODEV, "plug the adapter in again; dmesg tells what the driver saw");
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
