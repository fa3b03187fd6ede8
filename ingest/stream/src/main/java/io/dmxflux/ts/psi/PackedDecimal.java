// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/** Decimal digits in four bits each, the first highest. */
final class PackedDecimal {

    private static final int NONE = -1;
    private static final int BITS = 4;
    private static final int BASE = 10;

    private PackedDecimal() {}

    /** Reads the lowest digits of a word; below 0 if one of them is no digit. */
    static int of(int word, int digits) {
        int value = 0;
        for (int shift = BITS * (digits - 1); shift >= 0; shift -= BITS) {
            int digit = word >>> shift & 0xF;
            if (digit >= BASE) {
                return NONE;
            }
            value = value * BASE + digit;
        }
        return value;
    }
}
