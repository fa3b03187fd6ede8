// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.packet.TsPacket;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A tuner that fills a buffer at once, and as often as a bit rate fills one; each packet carries the time.
 * <pre>
 *   47 01 00 1c | CLOCK_REALTIME in nanoseconds, 8 bytes | 0 ...      PID 256, c is the continuity_counter
 * </pre>
 */
final class StampedFeed implements StreamFeed {

    private static final int PID = 256;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final int bufferBytes;
    private final long bufferNanos;
    private long buffers;
    private int packets;

    StampedFeed(int bufferBytes, long bitsPerSecond) {
        this.bufferBytes = bufferBytes;
        this.bufferNanos = bufferBytes * 8 * NANOS_PER_SECOND / bitsPerSecond;
    }

    @Override
    public boolean isPaced() {
        return true;
    }

    @Override
    public long dueNanos() {
        return buffers * bufferNanos;
    }

    @Override
    public int read(ByteBuffer target, long untilNanos) {
        if (untilNanos < dueNanos() || target.remaining() < bufferBytes) {
            return 0;
        }
        Instant now = Instant.now();
        long stamp = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
        for (int at = 0; at < bufferBytes; at += TsPacket.LENGTH) {
            target.putInt(target.position(), 0x47 << 24 | PID << 8 | 0x10 | packets++ & 0x0f);
            target.putLong(target.position() + Integer.BYTES, stamp);
            target.position(target.position() + TsPacket.LENGTH);
        }
        buffers++;
        return bufferBytes;
    }

    @Override
    public void close() {}
}
