// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
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
     * Finds the name of the interface that an address names as its scope, such as {@code %eth0} or {@code %2}.
     *
     * @param host an address as text, with or without brackets
     * @return the name, whether there is such an interface or not; {@code null} if the address has no scope
     * @throws IllegalArgumentException if the scope is a number, and there is no interface of that number
     */
    public static @Nullable String ofScope(String host) {
        String address = withoutBrackets(host);
        int percent = address.indexOf('%');
        if (percent < 0) {
            return null;
        }
        String scope = address.substring(percent + 1);
        return scope.matches("[0-9]+") ? byNumber(scope).getName() : scope;
    }

    private static NetworkInterface byNumber(String number) {
        try {
            NetworkInterface found = NetworkInterface.getByIndex(Integer.parseInt(number));
            if (found != null) {
                return found;
            }
        } catch (SocketException | NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("interface: " + number + " (expected: one of " + names() + ")");
    }

    /**
     * Removes the scope from an address: its interface may not be there yet, and may get another number.
     *
     * @param host an address as text, with or without brackets, or a name
     * @return the same without brackets and scope
     */
    static String withoutScope(String host) {
        String address = withoutBrackets(host);
        int percent = address.indexOf('%');
        return percent < 0 ? address : address.substring(0, percent);
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * Tells whether the machine has no interface but the loopback, as far as the JDK shows: those with an address.
     *
     * @return true in a container without a network
     */
    static boolean isOnlyLoopback() {
        try {
            return NetworkInterface.networkInterfaces().allMatch(Interfaces::isLoopback);
        } catch (SocketException e) {
            return false;
        }
    }

    /**
     * Tells whether an interface has an address.
     *
     * @param address any address without a scope
     * @return true if it is one of this machine's
     */
    static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
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

    /**
     * Lists the interfaces that there are.
     *
     * @return their names, sorted
     */
    public static String names() {
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
