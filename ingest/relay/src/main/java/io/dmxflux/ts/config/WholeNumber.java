// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

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
        try {
            boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
            // not Integer.decode: it takes 0120 for an octal number
            int number = hexadecimal ? Integer.parseInt(text.substring(2), HEXADECIMAL) : Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of bounds
        }
        throw new IllegalArgumentException(text + " (expected: a number from " + least + " to " + most + ", or as 0x"
                + Integer.toHexString(most) + ")");
    }
}
