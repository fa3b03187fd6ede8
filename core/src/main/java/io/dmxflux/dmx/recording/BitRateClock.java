// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/** A clock for a stream of constant, given bit rate. */
final class BitRateClock implements PacketClock {

    /** The fastest that can be counted in 64 bits for ever, in bits per second. */
    static final long FASTEST = 200_000_000;

    private static final long TICKS_PER_BIT_PER_SECOND = PacketStamps.LENGTH * Byte.SIZE * PacketStamps.PCR_HZ;

    private final long bitsPerSecond;

    /** Takes a rate from 1 to {@link #FASTEST}. */
    BitRateClock(long bitsPerSecond) {
        if (bitsPerSecond < 1 || bitsPerSecond > FASTEST) {
            throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: 1 to " + FASTEST + ")");
        }
        this.bitsPerSecond = bitsPerSecond;
    }

    @Override
    public void observe(ByteBuffer packets, int offset, long number) {}

    @Override
    public boolean runs() {
        return true;
    }

    @Override
    public boolean settles(long number) {
        return true;
    }

    @Override
    public long ticksAt(long number) {
        long whole = number / bitsPerSecond * TICKS_PER_BIT_PER_SECOND;
        return whole + number % bitsPerSecond * TICKS_PER_BIT_PER_SECOND / bitsPerSecond;
    }
}
