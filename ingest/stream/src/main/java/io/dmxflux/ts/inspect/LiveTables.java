// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.packet.ExpectedHeaders;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.guide.GuideCollector;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.NetworkInformationTable;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableCollector;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a multiplex as they are now: a service that leaves the PAT is gone with its PMT, and with another transport stream
 * everything is. Of a PAT the first {@value #MOST_SERVICES} services count.
 *
 * <p><b>Threading:</b> one thread. Nothing is allocated for what repeats.
 */
final class LiveTables implements TableListener {

    /** More than any multiplex has; the PMT of each is an assembler of 4 kB. */
    static final int MOST_SERVICES = 1_024;

    private static final int[] OF_DVB = {Pid.CAT, Pid.NIT, Pid.EIT, Pid.TDT};

    private final TableFollower follower = new TableFollower(this);
    private final ExpectedHeaders headers;
    private final LiveFormats formats;
    private final GuideCollector guide = new GuideCollector();
    private final KeptTables kept = new KeptTables();
    private final TableCollector networkSections = new TableCollector();

    /** The PIDs whose packets are all looked at. */
    private final BitSet watched = new BitSet();

    /** PIDs of PMTs by program number. */
    private final Map<Integer, Integer> pmtPids = new TreeMap<>();

    private final Map<Integer, ProgramMapTable> maps = new HashMap<>();
    private @Nullable ProgramAssociationTable programs;
    private @Nullable ServiceDescriptionTable described;
    private @Nullable ConditionalAccessTable entitlements;
    private @Nullable NetworkInformationTable network;
    private boolean hasOtherStreams;
    private int changes;

    LiveTables(ExpectedHeaders headers) {
        this.headers = headers;
        this.formats = new LiveFormats(headers, watched::get);
        watch(Pid.PAT);
        watch(Pid.SDT);
        for (int pid : OF_DVB) {
            watch(pid);
        }
    }

    private void watch(int pid) {
        follower.follow(pid);
        watched.set(pid);
        headers.watch(pid, true);
    }

    GuideCollector guide() {
        return guide;
    }

    LiveFormats formats() {
        return formats;
    }

    KeptTables kept() {
        return kept;
    }

    /** Returns a number that is another one once {@link #picture} is. */
    int changes() {
        return changes + formats.changes();
    }

    /** Returns what they say now. */
    MultiplexTables picture() {
        return new MultiplexTables(
                programs, new TreeMap<>(pmtPids), Map.copyOf(maps), described, entitlements, network, formats.all());
    }

    /** Takes a packet of any PID, and its time. */
    void packet(int pid, ByteBuf buffer, int packet, long nanos) {
        if (watched.get(pid)) {
            follower.packet(pid, buffer, packet, nanos);
        }
    }

    /** Looks after the formats; once a second. */
    void look(long now) {
        if (hasOtherStreams) {
            hasOtherStreams = false;
            BitSet pids = new BitSet();
            maps.values().forEach(map -> map.streams().forEach(stream -> pids.set(stream.elementaryPid())));
            formats.retain(pids);
        }
        formats.look(now);
    }

    @Override
    public void programs(ProgramAssociationTable next) {
        if (programs != null && programs.transportStreamId() != next.transportStreamId()) {
            described = null;
            network = null;
            networkSections.reset();
            kept.removeIf(table -> table.tableId() != TableId.PAT || table.extension() != next.transportStreamId());
        }
        programs = next;
        pmtPids.clear();
        for (Program program : next.programs()) {
            if (program.programNumber() != Program.NETWORK && pmtPids.size() < MOST_SERVICES) {
                pmtPids.putIfAbsent(program.programNumber(), program.pid());
            }
        }
        maps.keySet().retainAll(pmtPids.keySet());
        kept.removeIf(table -> isOfService(table.tableId()) && !pmtPids.containsKey(table.extension()));
        followMaps();
        hasOtherStreams = true;
        changes++;
    }

    private static boolean isOfService(int tableId) {
        return tableId == TableId.PMT || tableId == TableId.EIT_PRESENT_FOLLOWING_ACTUAL;
    }

    private void followMaps() {
        BitSet wanted = new BitSet();
        pmtPids.values().stream().filter(Pid::isOfProgram).forEach(wanted::set);
        for (int pid = watched.nextSetBit(Pid.FIRST_FREE); pid >= 0; pid = watched.nextSetBit(pid + 1)) {
            if (!wanted.get(pid)) {
                follower.unfollow(pid);
                watched.clear(pid);
                headers.watch(pid, false);
            }
        }
        wanted.stream().filter(pid -> !watched.get(pid)).forEach(this::watch);
    }

    @Override
    public void programMap(int pid, ProgramMapTable map, Section section, long nanos) {
        int service = map.programNumber();
        if (!pmtPids.containsKey(service)) {
            return;
        }
        kept.add(pid, section, nanos);
        if (maps.get(service) != map) {
            maps.put(service, map);
            map.streams().forEach(formats::follow);
            formats.beginWaiting(nanos);
            hasOtherStreams = true;
            changes++;
        }
    }

    @Override
    public void conditionalAccess(ConditionalAccessTable table) {
        entitlements = table;
        changes++;
    }

    @Override
    public void services(ServiceDescriptionTable table) {
        described = table;
        changes++;
    }

    @Override
    public void section(int pid, Section section, long nanos) {
        if (pid >= Pid.FIRST_FREE || follower.isClaimed(pid)) {
            return;
        }
        guide.section(pid, section);
        if (!section.isCurrent()) {
            return;
        }
        int tableId = section.tableId();
        boolean isKept = switch (pid) {
            case Pid.PAT -> tableId == TableId.PAT && follower.isFollowed(section);
            case Pid.CAT -> tableId == TableId.CAT;
            case Pid.NIT -> tableId == TableId.NIT_ACTUAL;
            case Pid.SDT -> tableId == TableId.SDT_ACTUAL;
            case Pid.EIT ->
                tableId == TableId.EIT_PRESENT_FOLLOWING_ACTUAL && pmtPids.containsKey(section.tableIdExtension());
            case Pid.TDT -> tableId == TableId.TDT || tableId == TableId.TOT;
            default -> false;
        };
        if (isKept) {
            kept.add(pid, section, nanos);
        }
        if (isKept && tableId == TableId.NIT_ACTUAL && networkSections.add(section)) {
            List<Section> whole = networkSections.sections();
            network = NetworkInformationTable.parse(whole);
            changes++;
        }
    }
}
