// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.sys.FileDescriptor;
import io.dmxflux.dmx.sys.MappedRegion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One of a simulated driver's buffers: a file in memory, which driver and user map separately, so that they are as
 * independent as kernel and process.
 */
final class SimulatedBuffer {

    private static final int PAGE_BYTES = 4096;

    private final FileDescriptor file;
    private final MappedRegion driverSide;
    private final ByteBuffer target;
    private final int sizeBytes;
    private @Nullable MappedRegion userSide;

    SimulatedBuffer(int index, int sizeBytes) {
        this.sizeBytes = sizeBytes;
        file = FileDescriptor.inMemory("dmxflux-buffer-" + index, sizeBytes);
        driverSide = MappedRegion.of(file, 0, sizeBytes);
        target = driverSide.buffer().duplicate();
    }

    /** What the driver fills: its position is the bytes used so far. */
    ByteBuffer target() {
        return target;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    /** How far the next buffer's cookie is from this one's. */
    int pageAlignedBytes() {
        return (sizeBytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    ByteBuffer map() {
        MappedRegion region = userSide;
        if (region == null) {
            region = MappedRegion.of(file, 0, sizeBytes);
            userSide = region;
        }
        return region.buffer();
    }

    boolean isMapped() {
        return userSide != null;
    }

    void unmap() {
        MappedRegion region = userSide;
        userSide = null;
        if (region != null) {
            region.retire();
        }
    }

    FileDescriptor export() {
        return file.duplicate();
    }

    void free() {
        unmap();
        driverSide.retire();
        file.close();
    }
}
