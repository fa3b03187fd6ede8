// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import java.util.Arrays;
import java.util.HexFormat;

/** Reads bytes bit by bit, from the first to the last. Threading: one thread. */
final class BitCursor {

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Bits of the byte at {@link #at} that are read. */
    private int bit;

    /** There are fewer bits than the syntax needs. */
    static final class CutShortException extends RuntimeException {

        static final String REASON = "fewer bytes than the syntax needs";

        private static final long serialVersionUID = 1;
        private static final CutShortException INSTANCE = new CutShortException();

        private CutShortException() {
            super(REASON, null, false, false);
        }
    }

    BitCursor(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    int remainingBytes() {
        return end - at - (bit == 0 ? 0 : 1);
    }

    /** Reads at most 48 bits as a number. */
    long read(int bits) {
        if (bits > (end - at) * Byte.SIZE - bit) {
            throw CutShortException.INSTANCE;
        }
        long value = 0;
        for (int left = bits; left > 0; ) {
            int taken = Math.min(left, Byte.SIZE - bit);
            int part = (bytes[at] & 0xFF) >>> Byte.SIZE - bit - taken & (1 << taken) - 1;
            value = value << taken | part;
            bit += taken;
            left -= taken;
            at += bit / Byte.SIZE;
            bit %= Byte.SIZE;
        }
        return value;
    }

    /** Reads so many bytes, or as many as there are, if fewer. */
    byte[] readBytes(int count) {
        BitCursor part = readPart(count);
        return Arrays.copyOfRange(bytes, part.at, part.end);
    }

    /** Reads so many bytes, none of which may be missing. */
    byte[] readExactly(int count) {
        if (count > remainingBytes()) {
            throw CutShortException.INSTANCE;
        }
        return readBytes(count);
    }

    /** Returns a cursor of the next bytes, which this one passes over: of as many as there are, if fewer. */
    BitCursor readPart(int count) {
        align();
        BitCursor part = new BitCursor(bytes, at, Math.min(end, at + count));
        at = part.end;
        return part;
    }

    /** Returns a cursor of the bytes that are left, which this one is still to read. */
    BitCursor peek() {
        align();
        return new BitCursor(bytes, at, end);
    }

    private void align() {
        if (bit != 0) {
            at++;
            bit = 0;
        }
    }

    String readHex(int count) {
        return HexFormat.of().formatHex(readBytes(count));
    }
}
