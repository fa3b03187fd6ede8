// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import io.dmxflux.packet.ContinuityCounter;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.SectionAssembler;
import io.dmxflux.ts.psi.TableCollector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** A stream of whole packets that lies in memory, and what a receiver would make of it. */
public final class ReceivedStream {

    private final byte[] bytes;
    private final ByteBuf packets;

    public ReceivedStream(byte[] bytes) {
        this.bytes = bytes;
        this.packets = Unpooled.wrappedBuffer(bytes);
    }

    public byte[] bytes() {
        return bytes;
    }

    /** The packets of a PID, one behind the other. */
    public byte[] packets(int pid) {
        return packetsFrom(0, other -> other == pid);
    }

    /** The packets of some PIDs, from a place in the stream on. */
    public byte[] packetsFrom(int first, IntPredicate pids) {
        ByteArrayOutputStream wanted = new ByteArrayOutputStream();
        for (int packet = first; packet < bytes.length; packet += TsPacket.LENGTH) {
            if (pids.test(TsPacket.pid(packets, packet))) {
                wanted.write(bytes, packet, TsPacket.LENGTH);
            }
        }
        return wanted.toByteArray();
    }

    /** The PIDs that it has, rising. */
    public List<Integer> pids() {
        List<Integer> pids = new ArrayList<>();
        for (int packet = 0; packet < bytes.length; packet += TsPacket.LENGTH) {
            pids.add(TsPacket.pid(packets, packet));
        }
        return pids.stream().distinct().sorted().toList();
    }

    public long continuityErrors() {
        ContinuityCounter counter = new ContinuityCounter();
        for (int packet = 0; packet < bytes.length; packet += TsPacket.LENGTH) {
            counter.check(packets, packet);
        }
        return counter.errors();
    }

    public List<Section> sections(int pid) {
        return sectionsFrom(0, pid);
    }

    /** The sections of a PID that begin at a place in the stream or behind it. */
    public List<Section> sectionsFrom(int first, int pid) {
        List<Section> sections = new ArrayList<>();
        SectionAssembler assembler = new SectionAssembler(section -> sections.add(section.copy()));
        for (int packet = first; packet < bytes.length; packet += TsPacket.LENGTH) {
            if (TsPacket.pid(packets, packet) == pid) {
                assembler.packet(packets, packet);
            }
        }
        return sections;
    }

    /** The last whole PAT. */
    public ProgramAssociationTable lastPat() {
        TableCollector table = new TableCollector();
        List<Section> last = List.of();
        for (Section section : sections(0)) {
            last = table.add(section) ? table.sections() : last;
        }
        return ProgramAssociationTable.parse(last);
    }

    /** The last PMT of a program, with version 0: an output has versions of its own. */
    public ProgramMapTable lastPmt(int programNumber) {
        List<Section> sections = sections(lastPat().pmtPid(programNumber).orElseThrow()).stream()
                .filter(section -> section.tableId() == 2 && section.tableIdExtension() == programNumber)
                .toList();
        return unversioned(ProgramMapTable.parse(sections.get(sections.size() - 1)));
    }

    public static ProgramMapTable unversioned(ProgramMapTable map) {
        return new ProgramMapTable(map.programNumber(), 0, map.pcrPid(), map.programInfo(), map.streams());
    }

    /** The versions of the sections of a PID, each once where it repeats. */
    public List<Integer> versions(int pid) {
        List<Integer> versions = new ArrayList<>();
        for (Section section : sections(pid)) {
            if (versions.isEmpty() || versions.get(versions.size() - 1) != section.versionNumber()) {
                versions.add(section.versionNumber());
            }
        }
        return versions;
    }
}
