// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.DmxIoctl;
import io.dmxflux.dmx.sys.DmxLayout;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.FileDescriptor;
import io.dmxflux.dmx.sys.MappedRegion;
import io.dmxflux.dmx.sys.StructMemory;

/**
 * The kernel's memory-mapped buffers, on kernels with CONFIG_DVB_MMAP.
 *
 * <p>Opens {@code demuxN}, never {@code dvrN}: there a read-only open would make DMX_REQBUFS dereference NULL in the
 * kernel, and a re-open while an epoll entry exists corrupt its memory (CVE-2026-23253). Opens it O_RDWR, which mapping
 * needs, and without O_NONBLOCK, under which kernels up to 2025 give back buffers of a few packets. Asks poll before each
 * DMX_DQBUF: one that blocks holds the demux's lock against every DMX_QBUF.
 *
 * <p><b>Threading:</b> as {@link DmxDevice} says; each buffer has its own argument for DMX_QBUF, so requeues need no lock.
 */
final class MappedDmxDevice extends KernelDmxDevice {

    private final StructMemory dequeued = new StructMemory(DmxLayout.BUFFER_BYTES);
    private StructMemory[] arguments = {};
    private boolean readinessKnown;

    MappedDmxDevice(String path) {
        super(path, FileDescriptor.O_RDWR);
    }

    @Override
    public String mode() {
        return "memory-mapped";
    }

    @Override
    public NegotiatedBuffers requestBuffers(int count, int sizeBytes) {
        RequestChecks.check(this, count, sizeBytes, anyMapped());
        StructMemory request = new StructMemory(DmxLayout.REQUEST_BYTES)
                .putInt(DmxLayout.REQUEST_COUNT, count)
                .putInt(DmxLayout.REQUEST_SIZE, count == 0 ? 0 : sizeBytes);
        node.descriptor().ioctl(DmxIoctl.DMX_REQBUFS, request);
        int granted = request.getInt(DmxLayout.REQUEST_COUNT);
        prepare(granted);
        return new NegotiatedBuffers(count, sizeBytes, granted, request.getInt(DmxLayout.REQUEST_SIZE));
    }

    private void prepare(int count) {
        arguments = new StructMemory[count];
        for (int index = 0; index < count; index++) {
            arguments[index] = new StructMemory(DmxLayout.BUFFER_BYTES).putInt(DmxLayout.BUFFER_INDEX, index);
        }
        regions = new MappedRegion[count];
    }

    @Override
    public BufferLocation queryBuffer(int index) {
        checkIndex(index, DmxVerb.QUERY_BUFFER);
        StructMemory answer = new StructMemory(DmxLayout.BUFFER_BYTES).putInt(DmxLayout.BUFFER_INDEX, index);
        node.descriptor().ioctl(DmxIoctl.DMX_QUERYBUF, answer);
        long offset = Integer.toUnsignedLong(answer.getInt(DmxLayout.BUFFER_OFFSET));
        return new BufferLocation(offset, answer.getInt(DmxLayout.BUFFER_LENGTH));
    }

    @Override
    MappedRegion mapRegion(int index) {
        BufferLocation location = queryBuffer(index);
        try {
            return MappedRegion.of(node.descriptor(), location.offset(), location.lengthBytes());
        } catch (ErrnoException e) {
            throw e.is(Errno.ENOTTY)
                    ? e.withCure("another program has opened this adapter's dvr node, which switches mapping"
                            + " off: close it and open this demux again, or use io=read")
                    : e.withCure(Cure.DEMUX);
        }
    }

    @Override
    public void queue(int index) {
        checkIndex(index, DmxVerb.QUEUE);
        node.descriptor().ioctl(DmxIoctl.DMX_QBUF, arguments[index]);
        streaming = true;
    }

    @Override
    public boolean dequeue(DequeuedBuffer into) {
        if (!readinessKnown && !hasData(-1, 0)) {
            return false;
        }
        readinessKnown = false;
        node.descriptor().ioctl(DmxIoctl.DMX_DQBUF, dequeued);
        into.set(
                dequeued.getInt(DmxLayout.BUFFER_INDEX),
                dequeued.getInt(DmxLayout.BUFFER_BYTES_USED),
                dequeued.getInt(DmxLayout.BUFFER_FLAGS),
                Integer.toUnsignedLong(dequeued.getInt(DmxLayout.BUFFER_COUNT)));
        return true;
    }

    @Override
    public ExportedBuffer export(int index) {
        checkIndex(index, DmxVerb.EXPORT);
        StructMemory request = new StructMemory(DmxLayout.EXPORT_BYTES)
                .putInt(DmxLayout.EXPORT_INDEX, index)
                .putInt(DmxLayout.EXPORT_FLAGS, FileDescriptor.O_CLOEXEC);
        node.descriptor().ioctl(DmxIoctl.DMX_EXPBUF, request);
        FileDescriptor exported =
                FileDescriptor.owning(request.getInt(DmxLayout.EXPORT_FD), path() + " buffer " + index);
        return new ExportedBuffer(exported, queryBuffer(index).lengthBytes());
    }

    @Override
    public Readiness await(WakeUp wakeUp, long timeoutNanos) {
        readinessKnown = hasData(wakeUp.descriptor(), timeoutNanos);
        return Readiness.of(readinessKnown, poll, wakeUp);
    }

    @Override
    public long overflows() {
        return 0;
    }

    @Override
    void forget() {
        prepare(0);
        readinessKnown = false;
    }
}
