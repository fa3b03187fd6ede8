// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.check;

import java.net.InetAddress;
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
}
