// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the packets of each PID go, and which outputs get the multiplex as it is. Immutable: a change is another table. */
final class RouteTable {

    static final RouteTable EMPTY = new Builder().build(List.of());

    /** A place that packets go to. */
    interface Route {

        /**
         * Takes a packet; what is to be kept of it is copied.
         *
         * @param buffer where the packet lies
         * @param packet index of its first byte
         * @param header its first four bytes
         * @param dueNanos when it is due to leave
         */
        void packet(ByteBuf buffer, int packet, int header, long dueNanos);
    }

    private final @Nullable Route[] byPid;
    private final List<BatchWriter> wholes;

    private RouteTable(@Nullable Route[] byPid, List<BatchWriter> wholes) {
        this.byPid = byPid;
        this.wholes = wholes;
    }

    /** Returns where packets of a PID go; {@code null} if no output wants them. */
    @Nullable
    Route of(int pid) {
        return byPid[pid];
    }

    /** Returns where everything goes. */
    List<BatchWriter> wholes() {
        return wholes;
    }

    /** To two places, of which each may be two again. */
    private record Fork(Route one, Route other) implements Route {

        @Override
        public void packet(ByteBuf buffer, int packet, int header, long dueNanos) {
            one.packet(buffer, packet, header, dueNanos);
            other.packet(buffer, packet, header, dueNanos);
        }
    }

    /** A table that is being made. */
    static final class Builder {

        private final @Nullable Route[] byPid = new @Nullable Route[Pid.COUNT];

        /** Sends a PID to this place as well. */
        Builder add(int pid, Route route) {
            Route already = byPid[pid];
            byPid[pid] = already == null ? route : new Fork(already, route);
            return this;
        }

        /** Returns the table; this builder is not used again. */
        RouteTable build(List<BatchWriter> wholes) {
            return new RouteTable(byPid, List.copyOf(wholes));
        }
    }
}
