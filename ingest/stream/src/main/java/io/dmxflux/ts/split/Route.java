// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.SectionAssembler;
import io.netty.buffer.ByteBuf;

/** Where the packets of one PID go. */
sealed interface Route {

    /**
     * Takes a packet; what is to be kept of it is copied.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @param dueNanos when it is due to leave
     */
    void packet(ByteBuf buffer, int packet, long dueNanos);

    /** To an output, as they are. */
    record Pass(SplitOutput output) implements Route {
        @Override
        public void packet(ByteBuf buffer, int packet, long dueNanos) {
            output.append(buffer, packet, dueNanos);
        }
    }

    /** To an output, under another PID. */
    record Relabel(SplitOutput output, int pid) implements Route {
        @Override
        public void packet(ByteBuf buffer, int packet, long dueNanos) {
            output.appendAs(pid, buffer, packet, dueNanos);
        }
    }

    /** To the tables. */
    record Assemble(MultiplexTables tables, SectionAssembler sections) implements Route {
        @Override
        public void packet(ByteBuf buffer, int packet, long dueNanos) {
            tables.assemble(sections, buffer, packet, dueNanos);
        }
    }

    /** To two places, of which each may be two again. */
    record Fork(Route one, Route other) implements Route {
        @Override
        public void packet(ByteBuf buffer, int packet, long dueNanos) {
            one.packet(buffer, packet, dueNanos);
            other.packet(buffer, packet, dueNanos);
        }
    }
}
