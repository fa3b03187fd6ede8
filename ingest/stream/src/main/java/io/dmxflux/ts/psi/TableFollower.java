// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.Pid;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the tables of a multiplex, from the PAT to the PMTs and the SDT, and calls a listener.
 * <pre>
 *   packets of the PIDs followed --SectionAssembler--&gt; PAT  --complete, another--&gt; programs
 *     PAT, SDT: always                                 SDT  --complete, another--&gt; services
 *     CAT, EIT, PMTs: on request                       CAT  --complete, another--&gt; conditionalAccess
 *                                                      PMT  --where the PAT says-&gt; programMap
 *                                                      each section              -&gt; section
 * </pre>
 *
 * <p>Each table is accepted on its own PID only, and a PMT only on the PID that the last PAT names for its program. A PMT
 * that changes without a new {@code version_number} is detected by its checksum. With another {@code transport_stream_id}
 * the SDT is collected from the beginning.
 *
 * <p>Another {@code transport_stream_id} counts when a second PAT has it: of two PATs in turn one is followed.
 *
 * <p>What a PAT or a PMT declares wins over the PIDs that DVB reserves: where it names 0x11 for a stream or a PMT, no SDT is
 * read there, see {@link #isClaimed}.
 *
 * <p>Names are read as ISDB's from the first table on that is ISDB's: by an {@code original_network_id} of Japan in the SDT,
 * or by descriptors of STD-B10 in SDT, PMT or, where it is followed, NIT.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Errors:</b> none by content: damaged sections, and those not in force yet, are ignored.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.4; ETSI EN 300 468 5.2.3.
 */
public final class TableFollower {

    private static final int NO_PID = -1;

    /** PATs of another transport stream in a row that change to it: at first, and where two have come in turn. */
    private static final int PATS_TO_CHANGE = 2;

    private static final int PATS_AFTER_TURNS = 10;

    private final TableListener listener;
    private final IntObjectMap<SectionAssembler> assemblers = new IntObjectHashMap<>();
    private final TableCollector patSections = new TableCollector();
    private final TableCollector catSections = new TableCollector();
    private final TableCollector sdtSections = new TableCollector();

    /** PIDs of PMTs by program number, as the last PAT names them. */
    private final Map<Integer, Integer> pmtPids = new HashMap<>();

    /** The same without their programs. */
    private final BitSet withMaps = new BitSet();

    private final Map<Integer, KnownMap> maps = new HashMap<>();

    /** PIDs of PMTs, and of streams and ECMs that they name. */
    private BitSet claimed = new BitSet();

    private @Nullable ServiceDescriptionTable described;
    private boolean isdb;
    private int transportStreamId = NO_PID;

    /** Another transport_stream_id in PATs, how many came in a row, and whether the listener has been told. */
    private int otherId = NO_PID;

    private int othersInARow;
    private boolean toldOther;

    /** The transport_stream_id that was followed before; they come in turn if it comes again. */
    private int formerId = NO_PID;

    private long arrivalNanos;

    /** The last PMT of a program, the checksum that identifies a repetition, and the PIDs that it names. */
    private record KnownMap(int pid, int crc32, ProgramMapTable table, BitSet named) {

        static KnownMap of(int pid, Section section) {
            ProgramMapTable table = ProgramMapTable.parse(section);
            BitSet named = new BitSet();
            table.streams().forEach(stream -> named.set(stream.elementaryPid()));
            table.ecmPids().forEach(named::set);
            return new KnownMap(pid, section.crc32(), table, named);
        }
    }

    /**
     * A follower of PAT and SDT.
     *
     * @param listener told what they say
     */
    public TableFollower(TableListener listener) {
        this.listener = listener;
        follow(Pid.PAT);
        follow(Pid.SDT);
    }

    /**
     * Follows the sections of another PID as well, from its next packet on; a second call does nothing.
     *
     * @param pid where there are sections: the CAT's, the EIT's, that of a PMT
     */
    public void follow(int pid) {
        if (!assemblers.containsKey(pid)) {
            assemblers.put(
                    pid,
                    new SectionAssembler(
                            section -> section(pid, section),
                            tableId -> listener.crcError(pid, tableId, arrivalNanos),
                            tableId -> listener.wants(pid, tableId)));
        }
    }

    /**
     * Stops following a PID, and forgets its incomplete section.
     *
     * @param pid one that was followed, or not
     */
    public void unfollow(int pid) {
        assemblers.remove(pid);
    }

    /**
     * Takes the next packet of a PID; ignored if the PID is not followed.
     *
     * @param pid the packet's
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @param packetArrivalNanos its moment, by any clock, handed on with the sections that end in it
     */
    public void packet(int pid, ByteBuf buffer, int packet, long packetArrivalNanos) {
        SectionAssembler assembler = assemblers.get(pid);
        if (assembler != null) {
            arrivalNanos = packetArrivalNanos;
            assembler.packet(buffer, packet);
        }
    }

    /**
     * Tells whether the last PAT has a PMT on a PID, or one of the PMTs that are followed a stream or ECMs. The PIDs that no
     * program can have are never claimed.
     *
     * @param pid 0 to 0x1FFF
     * @return true if a reserved PID does not carry the tables that it is reserved for
     */
    public boolean isClaimed(int pid) {
        return claimed.get(pid);
    }

    /**
     * Tells whether a PID carries sections: it has a PMT, or is reserved for tables and not claimed.
     *
     * @param pid 0 to 0x1FFF
     * @return false for streams, and for PIDs that nothing names
     */
    public boolean isOfTables(int pid) {
        return withMaps.get(pid) || pid < Pid.FIRST_FREE && !isClaimed(pid);
    }

    private void claim() {
        BitSet now = new BitSet();
        now.or(withMaps);
        maps.values().forEach(known -> now.or(known.named()));
        now.clear(0, Pid.TSDT + 1);
        if (now.get(Pid.SDT) && !claimed.get(Pid.SDT)) {
            sdtSections.reset();
        }
        claimed = now;
    }

    private void section(int pid, Section section) {
        switch (section.tableId()) {
            case TableId.PAT -> programs(pid, section);
            case TableId.CAT -> conditionalAccess(pid, section);
            case TableId.PMT -> programMap(pid, section);
            case TableId.SDT_ACTUAL -> services(pid, section);
            case TableId.NIT_ACTUAL -> network(pid, section);
            default -> {
                // only section()
            }
        }
        listener.section(pid, section, arrivalNanos);
    }

    private void programs(int pid, Section section) {
        if (pid != Pid.PAT || isOfAnother(section) || !patSections.add(section)) {
            return;
        }
        ProgramAssociationTable table = ProgramAssociationTable.parse(patSections.sections());
        if (transportStreamId != NO_PID && table.transportStreamId() != transportStreamId) {
            sdtSections.reset();
            described = null;
        }
        transportStreamId = table.transportStreamId();
        pmtPids.clear();
        withMaps.clear();
        for (Program program : table.programs()) {
            if (program.programNumber() != Program.NETWORK) {
                pmtPids.putIfAbsent(program.programNumber(), program.pid());
            }
        }
        pmtPids.values().forEach(withMaps::set);
        maps.entrySet().removeIf(known -> !isOn(known.getValue().pid(), known.getKey()));
        claim();
        listener.programs(table);
    }

    /**
     * Tells whether a PAT is that of another transport stream, to be ignored. One that replaces the old one is followed when
     * it comes again; where two come in turn, the first is followed until it stays away.
     */
    private boolean isOfAnother(Section section) {
        int id = section.tableIdExtension();
        if (!section.isCurrent() || transportStreamId == NO_PID) {
            return false;
        }
        if (id == transportStreamId) {
            othersInARow = 0;
            tellOther(otherId);
            return false;
        }
        if (id == formerId) {
            tellOther(id);
        }
        othersInARow = id == otherId ? othersInARow : 0;
        otherId = id;
        othersInARow += section.sectionNumber() == 0 ? 1 : 0;
        if (othersInARow < (toldOther ? PATS_AFTER_TURNS : PATS_TO_CHANGE)) {
            return true;
        }
        formerId = transportStreamId;
        otherId = NO_PID;
        othersInARow = 0;
        return false;
    }

    private void tellOther(int ignored) {
        if (ignored != NO_PID && !toldOther) {
            toldOther = true;
            listener.otherTransportStream(transportStreamId, ignored);
        }
    }

    /**
     * Tells whether a section of the PAT belongs to the transport stream that is followed.
     *
     * @param section of the PAT
     * @return false for one that is ignored
     */
    public boolean isFollowed(Section section) {
        return section.tableIdExtension() == transportStreamId;
    }

    private void conditionalAccess(int pid, Section section) {
        if (pid == Pid.CAT && catSections.add(section)) {
            listener.conditionalAccess(ConditionalAccessTable.parse(catSections.sections()));
        }
    }

    private void services(int pid, Section section) {
        if (pid == Pid.SDT && !isClaimed(pid) && sdtSections.add(section)) {
            ServiceDescriptionTable table = ServiceDescriptionTable.parse(sdtSections.sections());
            isdb |= Isdb.has(table);
            described = isdb ? table.inArib() : table;
            listener.services(described);
        }
    }

    /** From here on, names are those of ISDB; also those that have come. */
    private void readAsIsdb() {
        if (!isdb) {
            isdb = true;
            if (described != null) {
                described = described.inArib();
                listener.services(described);
            }
        }
    }

    private void network(int pid, Section section) {
        if (pid == Pid.NIT && !isClaimed(pid) && Isdb.has(NetworkInformationTable.parse(List.of(section)))) {
            readAsIsdb();
        }
    }

    private void programMap(int pid, Section section) {
        int programNumber = section.tableIdExtension();
        if (!section.isCurrent() || !isOn(pid, programNumber)) {
            return;
        }
        KnownMap known = maps.get(programNumber);
        if (known == null || known.crc32() != section.crc32()) {
            known = KnownMap.of(pid, section);
            maps.put(programNumber, known);
            claim();
            if (Isdb.has(known.table())) {
                readAsIsdb();
            }
        }
        listener.programMap(pid, known.table(), section, arrivalNanos);
    }

    private boolean isOn(int pid, int programNumber) {
        return pmtPids.getOrDefault(programNumber, NO_PID) == pid;
    }
}
