// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.MulticastRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/**
 * The interface for a group where the user names none: the route's, or the loopback interface on a machine without a route,
 * such as a container.
 */
final class GroupRoute {

    private GroupRoute() {}

    /**
     * Looks for a route.
     *
     * @param group the group
     * @param listener told if the loopback interface is chosen
     * @return the loopback interface; empty where a route exists
     * @throws UncheckedIOException in one line, if the loopback interface has no route to the group either
     */
    static Optional<NetworkInterface> loopbackIfNone(InetAddress group, RelayListener listener) {
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
        listener.tell(new RelayEvent.LoopbackChosen(route, loopback));
        return Optional.of(loopback);
    }
}
