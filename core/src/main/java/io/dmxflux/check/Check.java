// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.check;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks of arguments and settings, with errors of one form and one line. */
public final class Check {

    private Check() {}

    /**
     * Checks one value.
     *
     * @param valid whether it is valid
     * @param name the name that the user knows it by
     * @param value the value given; an address is shown by its digits
     * @param expected the values that are accepted, and how to get one
     * @throws IllegalArgumentException if it is not valid: {@code name: value (expected: what would do)}
     */
    public static void argument(boolean valid, String name, @Nullable Object value, String expected) {
        if (!valid) {
            Object shown = value instanceof InetAddress address ? address.getHostAddress() : value;
            throw new IllegalArgumentException(name + ": " + shown + " (expected: " + expected + ")");
        }
    }

    /**
     * Checks that a value is given.
     *
     * @param value the value
     * @param name the name that the user knows it by
     * @param <T> values
     * @return the value
     * @throws NullPointerException if it is null: {@code name: null (expected: not null)}
     */
    public static <T> T given(@Nullable T value, String name) {
        if (value == null) {
            throw new NullPointerException(name + ": null (expected: not null)");
        }
        return value;
    }

    /**
     * Returns a limit of time as a number, which a limit that is meant as none exceeds.
     *
     * @param limit how long
     * @param name the name that the user knows it by
     * @return nanoseconds; 292 years if it is longer, and as much below zero if it is shorter than that
     * @throws NullPointerException if it is null
     */
    public static long nanos(@Nullable Duration limit, String name) {
        Duration given = given(limit, name);
        try {
            return given.toNanos();
        } catch (ArithmeticException e) {
            return given.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
