// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program with the changes of an output applied: its streams, the PID of each, and its PMT.
 *
 * @param received the PMT as received
 * @param kept the streams of the output
 * @param pids all PIDs of the output but that of the PMT, as in the multiplex: of streams, of the PCR, which may be on one
 *     that carries tables, of ECMs if they are wanted
 * @param plan the PID of each in the output
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

    static EditedProgram of(ProgramMapTable table, Section section, int pmtPid, ServiceEdit edit, PidMapping before) {
        List<ElementaryStream> kept = kept(table, edit);
        Set<Integer> pids = pids(table, kept, edit);
        pids.remove(pmtPid);
        ProgramMapTable sent = edit.ecm() ? table : table.withoutCaPids(pid -> !pids.contains(pid));
        Set<Integer> used = new LinkedHashSet<>(pids);
        used.add(pmtPid);
        PidMapping plan = PidMapping.of(edit, used, pmtPid, kept, before);
        byte[] pmt = sent.equals(table) && isUntouched(table, kept, plan, edit)
                ? section.toByteArray()
                : edited(sent, kept(sent, edit), plan, edit).toSection();
        return new EditedProgram(table, kept, pids, plan, plan.of(pmtPid), pmt);
    }

    private static List<ElementaryStream> kept(ProgramMapTable table, ServiceEdit edit) {
        return table.streams().stream()
                .filter(stream -> edit.drop().stream().noneMatch(filter -> filter.matches(stream)))
                .toList();
    }

    private static Set<Integer> pids(ProgramMapTable table, List<ElementaryStream> kept, ServiceEdit edit) {
        Set<Integer> pids = new LinkedHashSet<>();
        kept.forEach(stream -> pids.add(stream.elementaryPid()));
        pids.add(table.pcrPid());
        if (edit.ecm()) {
            pids.addAll(edited(table, kept, PidMapping.NONE, edit).ecmPids());
        }
        pids.removeIf(pid -> !Pid.isOfProgram(pid) && pid != table.pcrPid());
        pids.remove(Pid.NULL);
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

    /** Returns the PIDs in the output by those in the multiplex. */
    Map<Integer, Integer> pidsBySource() {
        Map<Integer, Integer> pidsBySource = new LinkedHashMap<>();
        pids.forEach(pid -> pidsBySource.put(pid, plan.of(pid)));
        return pidsBySource;
    }

    /** Returns the same, with those of EMMs if they are wanted. */
    Map<Integer, Integer> pidsBySource(@Nullable ConditionalAccessTable table, ServiceEdit edit) {
        Map<Integer, Integer> pidsBySource = pidsBySource();
        if (edit.ecm() && table != null) {
            pidsBySource.putAll(emms(table, edit));
        }
        return pidsBySource;
    }

    /** Returns the new PIDs of EMMs by old ones; one whose new PID the program uses itself is not sent. */
    Map<Integer, Integer> emms(ConditionalAccessTable table, ServiceEdit edit) {
        Map<Integer, Integer> program = pidsBySource();
        Map<Integer, Integer> emms = new TreeMap<>();
        for (int pid : table.emmPids()) {
            int sent = edit.pid(pid);
            boolean isFree = sent != pmtPid && !program.containsKey(pid) && !program.containsValue(sent);
            if (isFree && Pid.isOfProgram(pid)) {
                emms.put(pid, sent);
            }
        }
        return emms;
    }

    /** Reports the streams that are sent, and the PIDs that could not be mapped. */
    void tell(ServiceSelection selection, Consumer<SplitEvent> events) {
        if (!plan.refused().isEmpty()) {
            events.accept(new SplitEvent.PidsInConflict(selection, plan.refused()));
        }
        OptionalInt pcrPid = received.pcrPid() == Pid.NULL ? OptionalInt.empty() : OptionalInt.of(received.pcrPid());
        events.accept(
                new SplitEvent.StreamsSelected(selection, received.versionNumber(), kept, received.streams(), pcrPid));
    }
}
