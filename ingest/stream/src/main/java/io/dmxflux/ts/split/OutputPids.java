// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.HashMap;
import java.util.Map;

/** All PIDs that an output has ever had, and where each of them takes its packets from now. Threading: one thread. */
final class OutputPids {

    private final BatchWriter writer;
    private final Map<Integer, OutputPid> pids = new HashMap<>();

    OutputPids(BatchWriter writer) {
        this.writer = writer;
    }

    /** Tells whether packets on these PIDs go to this output. */
    boolean writeTo(BatchWriter other) {
        return writer == other;
    }

    /** Returns a PID on which the splitter's own tables are sent. */
    OutputPid ofTable(int pid) {
        return from(OutputPid.OWN_TABLES, pid);
    }

    /**
     * Takes packets from these PIDs of the multiplex and no others from here on, and adds the routes.
     *
     * @param pidsBySource the PID that each has here, by that which it has in the multiplex
     * @param routes where the routes are added
     */
    void route(Map<Integer, Integer> pidsBySource, RouteTable.Builder routes) {
        pids.forEach((pid, output) -> {
            if (!pidsBySource.containsValue(pid)) {
                output.pause();
            }
        });
        pidsBySource.forEach((source, pid) -> routes.add(source, from(source, pid)));
    }

    private OutputPid from(int source, int pid) {
        OutputPid output = pids.computeIfAbsent(pid, id -> new OutputPid(id, writer));
        output.resumeFrom(source);
        return output;
    }
}
