// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds network interfaces by name; errors list the existing ones. */
public final class Interfaces {

    private Interfaces() {}

    /**
     * Tells whether there is an interface that can be used. The JDK fails to list none, and Netty's {@code NetUtil} logs that
     * with a stack trace when its class is loaded: ask this before.
     *
     * @return false on a machine, or in a namespace, where no interface has an address
     */
    public static boolean isAnyUp() {
        try {
            return NetworkInterface.networkInterfaces().findAny().isPresent();
        } catch (SocketException e) {
            return false;
        }
    }

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
     * Tells whether an address is ambiguous without an interface.
     *
     * @param address any address
     * @return true for IPv6 of link-local scope
     */
    public static boolean needsScope(InetAddress address) {
        return address instanceof Inet6Address && (address.isLinkLocalAddress() || address.isMCLinkLocal());
    }

    /**
     * Finds the interface that an address names as its scope, such as {@code %eth0} or {@code %2}.
     *
     * @param address any address
     * @return the interface; {@code null} if the address has no scope
     * @throws IllegalArgumentException if there is no interface of that number
     */
    public static @Nullable NetworkInterface ofScope(InetAddress address) {
        if (!(address instanceof Inet6Address scoped)) {
            return null;
        }
        if (scoped.getScopedInterface() != null || scoped.getScopeId() == 0) {
            return scoped.getScopedInterface();
        }
        try {
            NetworkInterface found = NetworkInterface.getByIndex(scoped.getScopeId());
            if (found != null) {
                return found;
            }
        } catch (SocketException e) {
            // reported below
        }
        throw new IllegalArgumentException("interface: " + scoped.getScopeId() + " (expected: one of " + names() + ")");
    }

    /**
     * Adds the scope of an interface to an address that needs one.
     *
     * @param address any address
     * @param networkInterface the interface; {@code null} leaves the address unchanged
     * @return the same address, with a scope where {@link #needsScope} says so
     * @throws IllegalArgumentException if the interface has no address of that kind
     */
    public static InetAddress scoped(InetAddress address, @Nullable NetworkInterface networkInterface) {
        if (networkInterface == null || !needsScope(address)) {
            return address;
        }
        try {
            return Inet6Address.getByAddress(null, address.getAddress(), networkInterface);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "interface: " + networkInterface.getName() + " (expected: one with an IPv6 address)", e);
        }
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
            return false; // it was removed meanwhile
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
