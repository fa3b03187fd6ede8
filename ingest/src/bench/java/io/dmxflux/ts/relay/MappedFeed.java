// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.packet.TsPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file as a tuner that delivers it over and over, as fast as buffers come back: one copy of memory, which stands for
 * what the kernel does to fill a buffer.
 */
final class MappedFeed implements StreamFeed {

    private final ByteBuffer bytes;

    private MappedFeed(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static MappedFeed of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long whole = channel.size() / TsPacket.LENGTH * TsPacket.LENGTH;
            return new MappedFeed(channel.map(FileChannel.MapMode.READ_ONLY, 0, whole));
        }
    }

    @Override
    public boolean isPaced() {
        return false;
    }

    @Override
    public long dueNanos() {
        return 0;
    }

    @Override
    public int read(ByteBuffer target, long untilNanos) {
        if (!bytes.hasRemaining()) {
            bytes.rewind();
        }
        int length = Math.min(target.remaining() / TsPacket.LENGTH * TsPacket.LENGTH, bytes.remaining());
        target.put(target.position(), bytes, bytes.position(), length);
        target.position(target.position() + length);
        bytes.position(bytes.position() + length);
        return length;
    }

    @Override
    public void close() {}
}
