// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/** A recording in memory. */
final class MemoryBytes implements StreamBytes {

    private final ByteBuffer bytes;

    /** Plays the remaining bytes of a buffer, which stays as it is. */
    MemoryBytes(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int length = (int) Math.min(target.remaining(), bytes.capacity() - position);
        target.put(target.position(), bytes, (int) position, length);
        target.position(target.position() + length);
        return length;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "stream in memory";
    }
}
