// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of packets by PID, and the outputs of the whole multiplex. Immutable: a change is another table. */
final class RouteTable {

    static final RouteTable EMPTY = new Builder().build(List.of());

    /** A destination of packets. */
    interface Route {

        /**
         * Takes a packet, by copying it.
         *
         * @param buffer where the packet lies
         * @param packet index of its first byte
         * @param header its first four bytes
         * @param dueNanos when it is due to leave
         * @return whether it goes to an output, and not only what it says, or its adaptation field
         */
        boolean packet(ByteBuf buffer, int packet, int header, long dueNanos);
    }

    private final @Nullable Route[] byPid;
    private final List<BatchWriter> wholes;

    private RouteTable(@Nullable Route[] byPid, List<BatchWriter> wholes) {
        this.byPid = byPid;
        this.wholes = wholes;
    }

    /** Returns the route of a PID; {@code null} if no output wants it. */
    @Nullable
    Route of(int pid) {
        return byPid[pid];
    }

    /** Returns the outputs of the whole multiplex. */
    List<BatchWriter> wholes() {
        return wholes;
    }

    /** Two routes, each of which may be a fork again. */
    private record Fork(Route one, Route other) implements Route {

        @Override
        public boolean packet(ByteBuf buffer, int packet, int header, long dueNanos) {
            return one.packet(buffer, packet, header, dueNanos) | other.packet(buffer, packet, header, dueNanos);
        }
    }

    /** Builds a table. */
    static final class Builder {

        private final @Nullable Route[] byPid = new @Nullable Route[Pid.COUNT];

        /** Adds a route for a PID. */
        Builder add(int pid, Route route) {
            Route already = byPid[pid];
            byPid[pid] = already == null ? route : new Fork(already, route);
            return this;
        }

        /** Builds the table; the builder must not be used again. */
        RouteTable build(List<BatchWriter> wholes) {
            return new RouteTable(byPid, List.copyOf(wholes));
        }
    }
}
