// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/** Checks that what a program puts into a table fits the field's bits. */
final class FieldWidth {

    private FieldWidth() {}

    static void check(String field, int value, int bits) {
        if (value >>> bits != 0) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: 0 to " + ((1 << bits) - 1) + ")");
        }
    }
}
