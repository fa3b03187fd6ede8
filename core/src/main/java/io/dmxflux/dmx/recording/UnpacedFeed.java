// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/** A feed whose packets are all due at once: as fast as the reader's buffers come back. */
final class UnpacedFeed implements StreamFeed {

    private final PacketSource packets;

    UnpacedFeed(PacketSource packets) {
        this.packets = packets;
    }

    @Override
    public boolean isPaced() {
        return false;
    }

    @Override
    public long dueNanos() {
        return packets.ended() ? Long.MAX_VALUE : 0;
    }

    @Override
    public int read(ByteBuffer target, long untilNanos) {
        return packets.read(target);
    }

    @Override
    public void close() {
        packets.close();
    }
}
