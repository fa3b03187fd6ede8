// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;

/**
 * Reads the bits of a header, the highest of a byte first. Behind the end all bits are 0, and {@link #isWithin} tells.
 *
 * <p><b>Source:</b> for Exp-Golomb codes Rec. ITU-T H.264 9.1.
 */
final class BitReader {

    private static final int LONGEST_GOLOMB_PREFIX = 31;

    private final ByteBuf data;
    private final long end;
    private long at;
    private boolean isSound = true;

    /** Reads bytes by absolute indices, which lie in the buffer. */
    BitReader(ByteBuf data, int from, int to) {
        this.data = data;
        this.at = (long) from * Byte.SIZE;
        this.end = (long) to * Byte.SIZE;
    }

    /** Tells whether everything that was read was there and made sense. */
    boolean isWithin() {
        return isSound && at <= end;
    }

    /** Returns how many bits are left; 0 behind the end. */
    long remaining() {
        return Math.max(0, end - at);
    }

    boolean flag() {
        return bit() != 0;
    }

    private int bit() {
        long index = at++;
        if (index >= end) {
            return 0;
        }
        return data.getByte((int) (index / Byte.SIZE)) >>> 7 - (int) (index % Byte.SIZE) & 1;
    }

    /** Reads at most 31 bits. */
    int bits(int count) {
        return (int) longBits(count);
    }

    /** Reads at most 63 bits. */
    long longBits(int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    void skip(int bits) {
        at += bits;
    }

    /** Reads {@code ue(v)}; what is larger than an int makes the header unsound. */
    int unsignedGolomb() {
        int zeros = 0;
        while (at < end && !flag()) {
            zeros++;
        }
        if (at >= end || zeros >= LONGEST_GOLOMB_PREFIX) { // each header has bits behind its last code
            isSound = false;
            return 0;
        }
        return (1 << zeros) - 1 + bits(zeros);
    }

    /** Reads {@code se(v)}. */
    int signedGolomb() {
        int code = unsignedGolomb();
        return (code & 1) == 0 ? -(code >>> 1) : (code >>> 1) + 1;
    }

    /** Reads {@code ue(v)} that has an upper limit; what passes it makes the header unsound. */
    int unsignedGolomb(int most) {
        int value = unsignedGolomb();
        if (value > most) {
            isSound = false;
            return 0;
        }
        return value;
    }
}
