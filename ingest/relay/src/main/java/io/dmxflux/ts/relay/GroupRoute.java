// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.MulticastRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which interface to use for a group where the user names none: the route's, and on a machine that has no route for it,
 * such as a container, the loopback interface, which is the way that works.
 */
final class GroupRoute {

    private GroupRoute() {}

    /**
     * Finds out.
     *
     * @param group the group
     * @param notice told if the loopback interface is chosen
     * @return the loopback interface; empty where the route is to decide
     * @throws UncheckedIOException in one line, if there is no way at all
     */
    static Optional<NetworkInterface> withoutOne(InetAddress group, Consumer<String> notice) {
        MulticastRoute route = MulticastRoute.probe(group, null);
        if (route.exists()) {
            return Optional.empty();
        }
        NetworkInterface loopback = Interfaces.loopback();
        if (!MulticastRoute.probe(group, loopback).exists()) {
            String problem = route + ", nor by " + loopback.getName()
                    + " (expected: a route; name an interface with ?iface=, or add one with ip route)";
            throw new UncheckedIOException(problem, new IOException(problem));
        }
        notice.accept(route + "; using the loopback interface " + loopback.getName() + ", name another with ?iface=");
        return Optional.of(loopback);
    }
}
