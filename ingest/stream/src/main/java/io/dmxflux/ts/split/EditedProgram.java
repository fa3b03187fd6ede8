// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one PMT comes to in an output: which PIDs go there, under which PIDs, and the PMT that says so.
 *
 * @param received the table as it came
 * @param kept the streams that go along
 * @param pids all PIDs that go along: of streams, of the PCR, of ECMs if they are wanted
 * @param plan what becomes of each PID
 * @param pmtPid the PID of the PMT in the output
 * @param pmt the PMT's section in the output
 */
record EditedProgram(
        ProgramMapTable received,
        List<ElementaryStream> kept,
        Set<Integer> pids,
        PidMapping plan,
        int pmtPid,
        byte[] pmt) {

    static EditedProgram of(ProgramMapTable table, Section section, int pmtPid, ServiceEdit edit) {
        List<ElementaryStream> kept = table.streams().stream()
                .filter(stream -> edit.drop().stream().noneMatch(filter -> filter.matches(stream)))
                .toList();
        Set<Integer> pids = pids(table, kept, edit);
        pids.remove(pmtPid);
        Set<Integer> used = new LinkedHashSet<>(pids);
        used.add(pmtPid);
        PidMapping plan = PidMapping.of(edit, used);
        byte[] pmt = isUntouched(table, kept, plan, edit)
                ? section.toByteArray()
                : edited(table, kept, plan, edit).toSection();
        return new EditedProgram(table, kept, pids, plan, plan.of(pmtPid), pmt);
    }

    private static Set<Integer> pids(ProgramMapTable table, List<ElementaryStream> kept, ServiceEdit edit) {
        Set<Integer> pids = new LinkedHashSet<>();
        kept.forEach(stream -> pids.add(stream.elementaryPid()));
        pids.add(table.pcrPid());
        if (edit.ecm()) {
            pids.addAll(edited(table, kept, PidMapping.NONE, edit).ecmPids());
        }
        pids.removeIf(pid -> !Pid.isOfProgram(pid));
        return pids;
    }

    private static boolean isUntouched(
            ProgramMapTable table, List<ElementaryStream> kept, PidMapping plan, ServiceEdit edit) {
        return edit.serviceId().isEmpty()
                && kept.size() == table.streams().size()
                && plan.pids().entrySet().stream().allMatch(pid -> pid.getKey().equals(pid.getValue()));
    }

    private static ProgramMapTable edited(
            ProgramMapTable table, List<ElementaryStream> kept, PidMapping plan, ServiceEdit edit) {
        return new ProgramMapTable(
                edit.serviceId().orElse(table.programNumber()),
                table.versionNumber(),
                plan.of(table.pcrPid()),
                table.programInfo().withCaPids(plan::of),
                kept.stream()
                        .map(stream -> new ElementaryStream(
                                stream.streamType(),
                                plan.of(stream.elementaryPid()),
                                stream.descriptors().withCaPids(plan::of)))
                        .toList());
    }

    /** Returns the PIDs that packets are taken from, and for each the PID that they get. */
    Map<Integer, Integer> pidsBySource() {
        Map<Integer, Integer> pidsBySource = new LinkedHashMap<>();
        pids.forEach(pid -> pidsBySource.put(pid, plan.of(pid)));
        return pidsBySource;
    }

    /** Tells what is sent, and what could not be mapped. */
    void tell(ServiceSelection selection, Consumer<SplitEvent> events) {
        if (!plan.refused().isEmpty()) {
            events.accept(new SplitEvent.PidsInConflict(selection, plan.refused()));
        }
        OptionalInt pcrPid = received.pcrPid() == Pid.NULL ? OptionalInt.empty() : OptionalInt.of(received.pcrPid());
        events.accept(new SplitEvent.StreamsSelected(selection, received.versionNumber(), kept, pcrPid));
    }
}
