// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Checks of what a user has configured, with errors of the one form {@code name: value (expected: what would do)}. */
public final class Expect {

    private static final int MAX_PORT = 65_535;

    private Expect() {}

    /**
     * Checks one value.
     *
     * @param sound whether it is
     * @param name what the user calls it
     * @param value what the user gave
     * @param expected what would do, and if need be how to get it
     * @throws IllegalArgumentException if it is not
     */
    public static void that(boolean sound, String name, @Nullable Object value, String expected) {
        if (!sound) {
            Object shown = value instanceof InetAddress address ? address.getHostAddress() : value;
            throw new IllegalArgumentException(name + ": " + shown + " (expected: " + expected + ")");
        }
    }

    /**
     * Checks a port.
     *
     * @param port what the user gave
     * @return the same
     * @throws IllegalArgumentException if it is not 1 to 65535
     */
    public static int port(int port) {
        that(port > 0 && port <= MAX_PORT, "port", port, "1 to 65535");
        return port;
    }

    /**
     * Finds the address of a host.
     *
     * @param host an IPv4 or IPv6 address, the latter with or without brackets and scope, or a name
     * @return its address
     * @throws IllegalArgumentException if a name does not resolve
     */
    public static InetAddress host(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host: " + host + " (expected: an address or a name that resolves)", e);
        }
    }
}
