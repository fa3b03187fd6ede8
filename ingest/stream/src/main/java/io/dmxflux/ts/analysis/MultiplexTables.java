// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.SectionAssembler;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableCollector;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows the tables that say what is in a multiplex: PAT, CAT, SDT, and the PMTs that the last PAT names.
 *
 * <p>What was once there stays known: a service that leaves the PAT keeps its last tables, and a PID that leaves a PMT is
 * still counted to its service. A PMT counts only on the PID that the PAT names for it.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Errors:</b> none by content: damaged sections are skipped.
 */
final class MultiplexTables {

    private final @Nullable SectionAssembler[] assemblers = new SectionAssembler[Pid.COUNT];
    private final TableCollector patSections = new TableCollector();
    private final TableCollector catSections = new TableCollector();
    private final TableCollector sdtSections = new TableCollector();
    private final Map<Integer, KnownService> services = new TreeMap<>();
    private final PidKinds kinds = new PidKinds();
    private @Nullable ProgramAssociationTable pat;

    MultiplexTables() {
        assemble(Pid.PAT);
        assemble(Pid.CAT);
        assemble(Pid.SDT);
    }

    /** Takes the next packet of a PID, if there may be tables in it. */
    void packet(int pid, ByteBuf buffer, int packet) {
        SectionAssembler assembler = assemblers[pid];
        if (assembler != null) {
            assembler.packet(buffer, packet);
        }
    }

    @Nullable
    Integer transportStreamId() {
        return pat == null ? null : (Integer) pat.transportStreamId();
    }

    Collection<KnownService> services() {
        return services.values();
    }

    PidKinds kinds() {
        return kinds;
    }

    private void assemble(int pid) {
        if (assemblers[pid] == null) {
            assemblers[pid] = new SectionAssembler(section -> section(pid, section));
        }
    }

    private void section(int pid, Section section) {
        switch (section.tableId()) {
            case TableId.PAT -> associate(pid, section);
            case TableId.CAT -> findEmms(pid, section);
            case TableId.PMT -> map(pid, section);
            case TableId.SDT_ACTUAL -> describe(pid, section);
            default -> {
                // says nothing of services or PIDs
            }
        }
    }

    private void associate(int pid, Section section) {
        if (pid == Pid.PAT && patSections.add(section)) {
            ProgramAssociationTable table = ProgramAssociationTable.parse(patSections.sections());
            pat = table;
            table.networkPid().ifPresent(kinds::nit);
            table.programs().stream()
                    .filter(program -> program.programNumber() != Program.NETWORK)
                    .forEach(this::associate);
        }
    }

    private void associate(Program program) {
        service(program.programNumber()).mapIsOn(program.pid());
        kinds.pmt(program.pid());
        assemble(program.pid());
    }

    private void findEmms(int pid, Section section) {
        if (pid == Pid.CAT && catSections.add(section)) {
            ConditionalAccessTable.parse(catSections.sections()).emmPids().forEach(kinds::emm);
        }
    }

    private void describe(int pid, Section section) {
        if (pid == Pid.SDT && sdtSections.add(section)) {
            ServiceDescriptionTable.parse(sdtSections.sections())
                    .services()
                    .forEach(service -> service(service.serviceId()).describe(service));
        }
    }

    private void map(int pid, Section section) {
        int programNumber = section.tableIdExtension();
        if (pat != null && pat.pmtPid(programNumber).orElse(Pid.NULL) == pid) {
            ProgramMapTable table = service(programNumber).map(section);
            if (table != null) {
                assign(table);
            }
        }
    }

    private void assign(ProgramMapTable table) {
        table.ecmPids().forEach(kinds::ecm);
        if (KnownService.hasClock(table)) {
            kinds.pcr(table.pcrPid());
        }
        table.streams().forEach(stream -> kinds.stream(stream.elementaryPid(), stream.kind()));
    }

    private KnownService service(int id) {
        return services.computeIfAbsent(id, KnownService::new);
    }
}
