// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.HashMap;
import java.util.Map;

/** All PIDs that an output has ever had, each with its current source. Threading: one thread. */
final class OutputPids {

    private final BatchWriter writer;
    private final Map<Integer, OutputPid> pids = new HashMap<>();

    OutputPids(BatchWriter writer) {
        this.writer = writer;
    }

    /** Tells whether these are the PIDs of an output. */
    boolean writeTo(BatchWriter other) {
        return writer == other;
    }

    /** Returns a PID for the splitter's own tables. */
    OutputPid ofTable(int pid) {
        return from(OutputPid.OWN_TABLES, pid);
    }

    /**
     * Sets the sources of all PIDs, pauses those without one, and adds the routes.
     *
     * @param pidsBySource PIDs in the output by PIDs in the multiplex
     * @param routes the routes are added to these
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
