// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.dmxflux.ts.psi.TableFollower;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * All PIDs that an output has ever had, each with its current source, and the program's clock. They may be handed to the next
 * output with the same destination, where every counter goes on.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class OutputPids {

    private final Map<Integer, OutputPid> pids = new HashMap<>();
    private final Map<Integer, TablePid> tables = new HashMap<>();
    private final ByteBuf packets = Unpooled.buffer();
    private final ProgramClock clock = new ProgramClock();

    private final TimeTableRoute timeTables;

    /** Those that have whole packets of the multiplex, other than its tables. */
    private Set<Integer> ofStreams = Set.of();

    private BatchWriter writer;

    /** Where an output follows from a log alone, the PIDs of tables whose counters have begun in this period. */
    private final BitSet begun = new BitSet();

    /** A PID of the output that has tables, and the packets of its sections. */
    record TablePid(OutputPid output, SectionPacketizer packetizer) {}

    OutputPids(BatchWriter writer) {
        this.writer = writer;
        this.timeTables = new TimeTableRoute(of(Pid.TDT));
    }

    /** Tells whether these are the PIDs of an output. */
    boolean writeTo(BatchWriter other) {
        return writer == other;
    }

    /** Makes them the PIDs of another output, without sources. */
    void moveTo(BatchWriter next) {
        writer = next;
        pids.values().forEach(pid -> pid.moveTo(next));
        ofStreams = Set.of();
        clock.changeSource();
    }

    /** Tells whether a PID has a stream, also one that DVB reserves for tables: they cannot be sent there. */
    boolean hasStream(int pid) {
        return ofStreams.contains(pid);
    }

    BatchWriter writer() {
        return writer;
    }

    /** Has the counters of tables begin again, each with its next section. */
    void beginCounters() {
        begun.clear();
    }

    ProgramClock clock() {
        return clock;
    }

    /** Returns a PID for sections; the same object each time, so that their users can keep it. */
    TablePid ofTables(int pid) {
        return tables.computeIfAbsent(pid, id -> new TablePid(of(id), new SectionPacketizer(id)));
    }

    /** Sends a section of a table that the splitter writes itself; creates no object. */
    void section(TablePid table, byte[] section, long dueNanos) {
        packets.clear();
        OutputPid output = table.output();
        int count = 0;
        if (writer.isOfLog() && !begun.get(output.pid())) {
            begun.set(output.pid());
            table.packetizer().beginAgain(packets);
            count++;
        }
        count += table.packetizer().packetize(section, packets);
        output.resumeFrom(OutputPid.OWN_TABLES);
        for (int packet = 0; packet < count; packet++) {
            int at = packet * TsPacket.LENGTH;
            output.packet(packets, at, TsPacket.header(packets, at), dueNanos);
        }
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
        ofStreams = Set.copyOf(streams.values());
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

    /** Sets the PID that carries the program's clock, once it has its source. */
    void carryClock(int pcrPid) {
        of(pcrPid);
        pids.forEach((pid, output) -> output.carry(pid == pcrPid ? clock : null));
    }

    private OutputPid from(int source, int pid) {
        OutputPid output = of(pid);
        output.resumeFrom(source);
        return output;
    }
}
