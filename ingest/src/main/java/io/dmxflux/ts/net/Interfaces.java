// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Network interfaces by name, with errors that name those there are. */
public final class Interfaces {

    private Interfaces() {}

    /**
     * Finds an interface.
     *
     * @param name as {@code ip link} prints it
     * @return the interface, up or down
     * @throws IllegalArgumentException if there is none of that name
     */
    public static NetworkInterface byName(String name) {
        NetworkInterface found;
        try {
            found = NetworkInterface.getByName(name);
        } catch (SocketException e) {
            throw new IllegalArgumentException(
                    "interface: " + name + " (cannot be looked up: " + e.getMessage() + ")", e);
        }
        if (found == null) {
            throw new IllegalArgumentException("interface: " + name + " (expected: one of " + names() + ")");
        }
        return found;
    }

    /**
     * Finds the interface that an IPv6 address names as its scope, such as {@code %eth0} or {@code %2}.
     *
     * @param address any IPv6 address
     * @return the interface; {@code null} if the address has no scope
     * @throws IllegalArgumentException if there is no interface of that number
     */
    public static @Nullable NetworkInterface ofScope(Inet6Address address) {
        if (address.getScopedInterface() != null || address.getScopeId() == 0) {
            return address.getScopedInterface();
        }
        try {
            NetworkInterface found = NetworkInterface.getByIndex(address.getScopeId());
            if (found != null) {
                return found;
            }
        } catch (SocketException e) {
            // as good as not there
        }
        throw new IllegalArgumentException(
                "interface: " + address.getScopeId() + " (expected: one of " + names() + ")");
    }

    /**
     * Finds the loopback interface.
     *
     * @return {@code lo}, wherever it has not been renamed
     * @throws IllegalArgumentException if there is none
     */
    public static NetworkInterface loopback() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Interfaces::isLoopback)
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("interface: no loopback (expected: one of " + names() + ")"));
        } catch (SocketException e) {
            throw new IllegalArgumentException("interface: no loopback (" + e.getMessage() + ")", e);
        }
    }

    private static boolean isLoopback(NetworkInterface candidate) {
        try {
            return candidate.isLoopback();
        } catch (SocketException e) {
            return false; // it went away between the listing and the question
        }
    }

    private static String names() {
        try {
            return NetworkInterface.networkInterfaces()
                    .map(NetworkInterface::getName)
                    .sorted()
                    .collect(Collectors.joining(", "));
        } catch (SocketException e) {
            return "none, " + e.getMessage();
        }
    }
}
