// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.SectionAssembler;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableCollector;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the multiplex, and who is to know it: the PAT, the PMTs that somebody wants, SDT and EIT of this
 * transport stream. Threading: in turn.
 */
final class MultiplexTables {

    private final MultiplexSplitter splitter;
    private final List<ServiceBranch> branches = new ArrayList<>();
    private final ServiceList list;

    private final SectionAssembler patSections = new SectionAssembler(this::patSection);
    private final SectionAssembler sdtSections = new SectionAssembler(this::sdtSection);
    private final SectionAssembler eitSections = new SectionAssembler(this::eitSection);
    private final Map<Integer, SectionAssembler> pmtSections = new HashMap<>();
    private final TableCollector patCollector = new TableCollector();
    private final TableCollector sdtCollector = new TableCollector();

    private @Nullable ProgramAssociationTable programs;
    private @Nullable ServiceDescriptionTable services;
    private long dueNanos;

    MultiplexTables(MultiplexSplitter splitter) {
        this.splitter = splitter;
        this.list = new ServiceList(splitter);
    }

    void add(ServiceBranch branch) {
        branches.add(branch);
        if (programs != null) {
            branch.look(programs, services);
        }
    }

    void remove(SplitOutput output) {
        branches.removeIf(branch -> branch.feeds(output));
    }

    void list(Function<List<ListedService>, CompletableFuture<Void>> listener) {
        list.listen(listener);
        if (programs != null) {
            list.look(programs, services);
        }
    }

    void listNoLonger(Function<List<ListedService>, CompletableFuture<Void>> listener) {
        list.forget(listener);
    }

    /** Adds the routes of all branches, and those of the tables that they need. */
    void addRoutes(RouteTable routes) {
        if (branches.isEmpty() && !list.isWanted()) {
            return;
        }
        routes.add(Pid.PAT, new Route.Assemble(this, patSections));
        routes.add(Pid.SDT, new Route.Assemble(this, sdtSections));
        if (!branches.isEmpty()) {
            routes.add(Pid.EIT, new Route.Assemble(this, eitSections));
        }
        Set<Integer> pmtPids = branches.stream()
                .map(ServiceBranch::pmtPid)
                .filter(pid -> pid != ServiceBranch.NO_PID)
                .collect(Collectors.toSet());
        pmtSections.keySet().retainAll(pmtPids);
        pmtPids.forEach(pid -> routes.add(pid, new Route.Assemble(this, pmtSections(pid))));
        branches.forEach(branch -> branch.addRoutes(routes));
    }

    private SectionAssembler pmtSections(int pid) {
        return pmtSections.computeIfAbsent(pid, ignored -> new SectionAssembler(section -> pmtSection(pid, section)));
    }

    void assemble(SectionAssembler sections, ByteBuf buffer, int packet, long packetDueNanos) {
        dueNanos = packetDueNanos;
        sections.packet(buffer, packet);
    }

    private void patSection(Section section) {
        if (section.tableId() != TableId.PAT) {
            return;
        }
        if (patCollector.add(section)) {
            programsChanged(ProgramAssociationTable.parse(patCollector.sections()));
        }
        if (programs != null && section.sectionNumber() == section.lastSectionNumber()) {
            for (ServiceBranch branch : branches) {
                branch.repeatPat(dueNanos);
            }
            list.patCame(programs, services);
        }
    }

    private void programsChanged(ProgramAssociationTable now) {
        if (programs != null && programs.transportStreamId() != now.transportStreamId()) {
            services = null;
            sdtCollector.reset();
        }
        programs = now;
        look(now);
    }

    private void look(ProgramAssociationTable now) {
        branches.forEach(branch -> branch.look(now, services));
        list.look(now, services);
        splitter.reroute();
    }

    private void sdtSection(Section section) {
        if (section.tableId() != TableId.SDT_ACTUAL || !section.isCurrent()) {
            return;
        }
        ServiceDescriptionTable part = ServiceDescriptionTable.parse(section);
        if (sdtCollector.add(section)) {
            services = ServiceDescriptionTable.parse(sdtCollector.sections());
            if (programs != null) {
                look(programs);
            }
        }
        branches.forEach(branch -> branch.services(part, dueNanos));
    }

    private void pmtSection(int pid, Section section) {
        if (section.tableId() == TableId.PMT && section.isCurrent()) {
            for (ServiceBranch branch : branches) {
                branch.programMap(pid, section, dueNanos);
            }
        }
    }

    private void eitSection(Section section) {
        if (section.tableId() == TableId.EIT_PRESENT_FOLLOWING_ACTUAL) {
            for (ServiceBranch branch : branches) {
                branch.events(section, dueNanos);
            }
        }
    }
}
