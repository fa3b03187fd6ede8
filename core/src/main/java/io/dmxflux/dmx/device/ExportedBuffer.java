// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.FileDescriptor;

/**
 * A buffer as a descriptor that can be handed to another device or process.
 *
 * <p><b>Ownership:</b> the caller that exported it closes it; the memory lives as long as the descriptor.
 */
public final class ExportedBuffer implements AutoCloseable {

    private final FileDescriptor descriptor;
    private final int sizeBytes;

    /**
     * Takes over a descriptor.
     *
     * @param descriptor what the driver exported
     * @param sizeBytes the buffer's size
     */
    public ExportedBuffer(FileDescriptor descriptor, int sizeBytes) {
        this.descriptor = descriptor;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Returns the number.
     *
     * @return the descriptor's number, valid until {@link #close()}
     */
    public int descriptor() {
        return descriptor.number();
    }

    /**
     * Returns the buffer's size.
     *
     * @return bytes
     */
    public int sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
