// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One place per PID, which says where its packets go. Threading: one thread. */
final class RouteTable {

    private final @Nullable Route[] routes = new @Nullable Route[Pid.COUNT];

    /** Returns where packets of a PID go; {@code null} if nobody wants them. */
    @Nullable
    Route of(int pid) {
        return routes[pid];
    }

    void clear() {
        Arrays.fill(routes, null);
    }

    void add(int pid, Route route) {
        Route already = routes[pid];
        routes[pid] = already == null ? route : new Route.Fork(already, route);
    }
}
