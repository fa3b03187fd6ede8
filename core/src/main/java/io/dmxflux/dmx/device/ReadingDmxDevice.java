// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.DmxIoctl;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.FileDescriptor;
import io.dmxflux.dmx.sys.MappedRegion;
import io.dmxflux.dmx.sys.TimerFd;

/**
 * A demux by read(), for kernels without CONFIG_DVB_MMAP, which are most. Its buffers are private memory, queued and
 * dequeued as the driver would; one read of the kernel's ring fills each.
 *
 * <p>Grants what Linux grants, so that a pool behaves alike on both. The ring is sized before the filter starts, after
 * which the driver answers EBUSY. Opened O_NONBLOCK: a blocking read waits until the buffer is full and holds the
 * filter's lock meanwhile. The ring is read at a fixed interval, so its descriptor is a timer's. EOVERFLOW, after which the
 * driver has reset the ring, is counted and reading continues.
 */
final class ReadingDmxDevice extends KernelDmxDevice {

    /** The kernel's ring: 0.8 s of 38 Mbit/s; the default of 8 KiB lasts 1.7 ms. */
    private static final int RING_BYTES = 4 << 20;

    /**
     * The time that an emptied ring is left to fill. Without it poll would wake for every few packets that a driver adds,
     * and a slow machine would spend its time on reads of a few packets each.
     */
    private static final long GATHER_NANOS = 10_000_000;

    private final TimerFd ticks = TimerFd.ticking(GATHER_NANOS);
    private boolean gathering;
    private IndexQueue empty = new IndexQueue(0);
    private int sizeBytes;
    private long sequence;
    private volatile long overflows;

    ReadingDmxDevice(String path) {
        super(path, FileDescriptor.O_RDONLY | FileDescriptor.O_NONBLOCK);
    }

    @Override
    public String mode() {
        return "read()";
    }

    @Override
    public NegotiatedBuffers requestBuffers(int count, int askedBytes) {
        RequestChecks.check(this, count, askedBytes, anyMapped());
        NegotiatedBuffers granted = BufferLimits.LINUX.grant(count, askedBytes);
        if (count != 0) {
            node.descriptor().ioctl(DmxIoctl.DMX_SET_BUFFER_SIZE, RING_BYTES);
        }
        prepare(granted);
        return granted;
    }

    private void prepare(NegotiatedBuffers granted) {
        sizeBytes = granted.sizeBytes();
        empty = new IndexQueue(granted.count());
        regions = new MappedRegion[granted.count()];
    }

    @Override
    public BufferLocation queryBuffer(int index) {
        checkIndex(index, DmxVerb.QUERY_BUFFER);
        return new BufferLocation((long) index * sizeBytes, sizeBytes);
    }

    @Override
    MappedRegion mapRegion(int index) {
        return MappedRegion.anonymous(sizeBytes);
    }

    @Override
    public void queue(int index) {
        if (!empty.offer(index)) {
            throw new ErrnoException(
                    DmxVerb.QUEUE.call(), path(), Errno.EINVAL, "queue each granted buffer once until it is dequeued");
        }
        streaming = true;
    }

    @Override
    public int descriptor() {
        return ticks.number();
    }

    @Override
    public boolean dequeue(DequeuedBuffer into) {
        boolean ticked = ticks.take();
        int index = gathering && !ticked ? -1 : empty.take();
        if (index < 0) {
            return false;
        }
        MappedRegion region = regions[index];
        long bytes = region == null ? 0 : node.descriptor().read(region.address(), sizeBytes);
        gathering = bytes < sizeBytes;
        if (bytes <= 0) {
            empty.putBack(index);
            noteOverflow(-bytes);
            return false;
        }
        empty.release(index);
        into.set(index, (int) bytes, 0, sequence++);
        return true;
    }

    private void noteOverflow(long errno) {
        if (errno == Errno.EOVERFLOW.number()) {
            overflows = overflows + 1;
        }
    }

    @Override
    public ExportedBuffer export(int index) {
        throw new ErrnoException(
                DmxVerb.EXPORT.call(), path(), Errno.ENOTTY, "use io=mmap on a kernel with CONFIG_DVB_MMAP");
    }

    @Override
    public Readiness await(WakeUp wakeUp, long timeoutNanos) {
        long startNanos = System.nanoTime();
        for (boolean last = false; ; last = left(timeoutNanos, startNanos) == 0) {
            if (hasData(wakeUp.descriptor(), 0) && !gathering && empty.size() > 0) {
                return Readiness.of(true, poll, wakeUp);
            }
            if (last) {
                return Readiness.TIMED_OUT;
            }
            poll.await(ticks.number(), wakeUp.descriptor(), left(timeoutNanos, startNanos));
            if (poll.secondReadable()) {
                return Readiness.of(false, poll, wakeUp);
            }
            gathering &= !ticks.take();
        }
    }

    private static long left(long timeoutNanos, long startNanos) {
        return Math.max(0, timeoutNanos - (System.nanoTime() - startNanos));
    }

    @Override
    public void close() {
        super.close();
        ticks.close();
    }

    @Override
    public long overflows() {
        return overflows;
    }

    @Override
    public boolean tellsOverflows() {
        return true;
    }

    @Override
    void forget() {
        prepare(new NegotiatedBuffers(0, 0, 0, 0));
        sequence = 0;
        gathering = false;
    }
}
