// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.MappedRegion;
import io.dmxflux.dmx.sys.Poll;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The common part of the kernel's devices: the node, its filter, and the mapped regions. */
abstract sealed class KernelDmxDevice implements DmxDevice permits MappedDmxDevice, ReadingDmxDevice {

    final DemuxNode node;
    final Poll poll = new Poll();

    @Nullable
    MappedRegion[] regions = {};

    volatile boolean streaming;
    private boolean closed;

    KernelDmxDevice(String path, int flags) {
        node = new DemuxNode(path, flags);
    }

    @Override
    public final String path() {
        return node.path();
    }

    @Override
    public final void setPesFilter(PesFilter filter) {
        node.setPesFilter(filter);
    }

    @Override
    public final void addPid(int pid) {
        RequestChecks.checkPid(this, DmxVerb.ADD_PID, pid);
        node.addPid(pid);
    }

    @Override
    public final void removePid(int pid) {
        RequestChecks.checkPid(this, DmxVerb.REMOVE_PID, pid);
        node.removePid(pid);
    }

    @Override
    public final void start() {
        node.start();
    }

    @Override
    public final void stop() {
        node.stop();
    }

    @Override
    public int descriptor() {
        return node.descriptor().number();
    }

    @Override
    public final void requirePresent() {
        hasData(-1, 0);
    }

    /** Waits until the driver has something to read, or the wake-up is called. */
    final boolean hasData(int wakeUp, long timeoutNanos) {
        if (!poll.await(node.descriptor().number(), wakeUp, timeoutNanos)) {
            return false;
        }
        if (poll.firstFailed() && !poll.firstReadable()) {
            throw node.gone();
        }
        return poll.firstReadable();
    }

    @Override
    public final boolean isStreaming() {
        return streaming;
    }

    /** Kernels before 5.16 do not check the index, so it is checked here. */
    final void checkIndex(int index, DmxVerb verb) {
        if (index < 0 || index >= regions.length) {
            throw new ErrnoException(verb.call(), path(), Errno.EINVAL, "name one of the granted buffers");
        }
    }

    final boolean anyMapped() {
        return Stream.of(regions).anyMatch(Objects::nonNull);
    }

    @Override
    public final ByteBuffer map(int index) {
        checkIndex(index, DmxVerb.MAP);
        MappedRegion region = regions[index];
        if (region == null) {
            region = mapRegion(index);
            regions[index] = region;
        }
        return region.buffer();
    }

    /** Maps a buffer that is not mapped. */
    abstract MappedRegion mapRegion(int index);

    @Override
    public final void unmap(int index) {
        MappedRegion region = index >= 0 && index < regions.length ? regions[index] : null;
        if (region != null) {
            regions[index] = null;
            region.retire();
        }
    }

    /** Forgets the negotiation: the new descriptor has no buffers. */
    abstract void forget();

    @Override
    public final void reopen() {
        RequestChecks.checkNothingMapped(this, anyMapped());
        node.reopen();
        forget();
        streaming = false;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            for (int index = 0; index < regions.length; index++) {
                unmap(index);
            }
            node.close();
        }
    }
}
