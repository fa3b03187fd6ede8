// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.TableFollower;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** All PIDs that an output has ever had, each with its current source. Threading: one thread. */
final class OutputPids {

    private final BatchWriter writer;
    private final Map<Integer, OutputPid> pids = new HashMap<>();
    private final TimeTableRoute timeTables;

    OutputPids(BatchWriter writer) {
        this.writer = writer;
        this.timeTables = new TimeTableRoute(of(Pid.TDT));
    }

    /** Tells whether these are the PIDs of an output. */
    boolean writeTo(BatchWriter other) {
        return writer == other;
    }

    /**
     * Sets the sources of all PIDs, pauses those without one, and adds the routes.
     *
     * @param pidsBySource PIDs in the output by PIDs in the multiplex
     * @param follower says which of them carry tables, so that only their adaptation fields are sent
     * @param routes the routes are added to these
     */
    void route(Map<Integer, Integer> pidsBySource, TableFollower follower, RouteTable.Builder routes) {
        Map<Integer, Integer> streams = new LinkedHashMap<>(pidsBySource);
        streams.keySet().removeIf(follower::isOfTables);
        boolean timeIsSent = !pidsBySource.isEmpty() && !follower.isClaimed(Pid.TDT);
        pids.forEach((pid, output) -> {
            if (!streams.containsValue(pid) && !(timeIsSent && pid == Pid.TDT)) {
                output.pause();
            }
        });
        streams.forEach((source, pid) -> routes.add(source, from(source, pid)));
        pidsBySource.forEach((source, pid) -> {
            if (!streams.containsKey(source) && source != Pid.TDT) {
                routes.add(source, of(pid).adaptationFields());
            }
        });
        if (timeIsSent) {
            from(Pid.TDT, Pid.TDT);
            timeTables.keepsFields(pidsBySource.containsKey(Pid.TDT));
            routes.add(Pid.TDT, timeTables);
        }
    }

    /** Returns a PID of any source, the same object each time; it takes packets once it is told from where. */
    OutputPid of(int pid) {
        return pids.computeIfAbsent(pid, id -> new OutputPid(id, writer));
    }

    private OutputPid from(int source, int pid) {
        OutputPid output = of(pid);
        output.resumeFrom(source);
        return output;
    }
}
