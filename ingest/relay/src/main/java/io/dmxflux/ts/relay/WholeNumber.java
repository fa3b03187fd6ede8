// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.util.OptionalLong;

/** Numbers as a user writes them: decimal, or hexadecimal with 0x, as PIDs and service ids are found in either. */
public final class WholeNumber {

    private static final int HEXADECIMAL = 16;

    private WholeNumber() {}

    /**
     * Reads a number.
     *
     * @param text what the user wrote
     * @param least what it is at least, 0 or more
     * @param most what it is at most
     * @return the number
     * @throws IllegalArgumentException if it is none, or out of bounds: the text and what was expected
     */
    public static int parse(String text, int least, int most) {
        return (int) find(text, least, most)
                .orElseThrow(() -> new IllegalArgumentException(text + " (expected: a number from " + least + " to "
                        + most + ", or as 0x" + Integer.toHexString(most) + ")"));
    }

    /** Reads a number; empty if it is none, or out of bounds. Not by {@link Long#decode}, which reads 0120 as octal. */
    static OptionalLong find(String text, long least, long most) {
        try {
            boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
            long number = hexadecimal ? Long.parseLong(text.substring(2), HEXADECIMAL) : Long.parseLong(text);
            return number >= least && number <= most ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
