// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.recording.StreamFeed;
import java.nio.ByteBuffer;

/** Numbered packets without a pace: as many as asked for, or up to a last one. */
public final class CountedFeed implements StreamFeed {

    private final NumberedPackets packets;
    private long left;

    private CountedFeed(int pid, long count) {
        packets = NumberedPackets.of(pid);
        left = count;
    }

    /** Packets of one PID without an end. */
    public static CountedFeed endless(int pid) {
        return new CountedFeed(pid, Long.MAX_VALUE);
    }

    /** So many packets of one PID. */
    public static CountedFeed of(int pid, long count) {
        return new CountedFeed(pid, count);
    }

    @Override
    public boolean isPaced() {
        return false;
    }

    @Override
    public long dueNanos() {
        return left == 0 ? Long.MAX_VALUE : 0;
    }

    @Override
    public int read(ByteBuffer target, long untilNanos) {
        if (left == 0) {
            return END;
        }
        int before = target.position();
        while (left > 0 && target.remaining() >= NumberedPackets.PACKET_BYTES) {
            packets.put(target);
            left--;
        }
        return target.position() - before;
    }

    @Override
    public void close() {
        left = 0;
    }
}
