// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * By which names a browser may call this server. A page of another site can have its own name lead to this machine (DNS
 * rebinding), and would then read what is served as its own: it cannot choose the name that the browser sends.
 *
 * <p>Every address is allowed: nobody can have one lead elsewhere.
 *
 * @param names in lower case
 */
record HostNames(Set<String> names) {

    private static final Path OF_KERNEL = Path.of("/proc/sys/kernel/hostname");

    /** Returns the names of this machine, and those that it does not know itself. */
    static HostNames of(Set<String> more) {
        Set<String> names = new TreeSet<>(more);
        names.add("localhost");
        String own = ofMachine();
        if (!own.isEmpty()) {
            String first = own.split("\\.")[0];
            names.add(own);
            names.add(first);
            names.add(first + ".local"); // multicast DNS
        }
        return new HostNames(names);
    }

    private static String ofMachine() {
        try {
            return Files.readString(OF_KERNEL).strip().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            return "";
        }
    }

    /** Adds the name that an address has in the configuration. */
    HostNames and(HttpAddress bound) {
        Set<String> all = new TreeSet<>(names);
        all.add(bound.host().toLowerCase(Locale.ROOT));
        return new HostNames(all);
    }

    /** Tells whether a host is one of them, with or without a port. */
    boolean has(String host) {
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return names.contains(plain) || plain.endsWith(".localhost") || isAddress(plain);
    }

    private static boolean isAddress(String name) {
        return name.startsWith("[") && name.endsWith("]")
                ? NetUtil.isValidIpV6Address(name.substring(1, name.length() - 1))
                : NetUtil.isValidIpV4Address(name);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean isPort = colon > host.lastIndexOf(']')
                && host.substring(colon + 1).chars().allMatch(Character::isDigit);
        return isPort ? host.substring(0, colon) : host;
    }
}
