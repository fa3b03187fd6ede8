// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.ExpectedHeaders;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The PAT, the PMTs and the CAT: 1.3.a, 1.5.a, 2.2 and 2.6, and which PIDs they name. Sections of other PIDs go to
 * {@link ServiceInformationChecks}.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TableChecks implements TableListener {

    private final IndicatorCounts counts;
    private final ExpectedHeaders headers;
    private final PacketTimes times;
    private final TableFollower tables = new TableFollower(this);
    private final ServiceInformationChecks information;
    private final boolean schedules;
    private final LimitsInForce limits;

    private final Map<Integer, MappedProgram> programs = new TreeMap<>();
    private final List<MappedProgram> mapped = new ArrayList<>();
    private final BitSet withMaps = new BitSet();
    private final BitSet referenced = new BitSet();
    private final BitSet entitlements = new BitSet();
    private final Repetition pat = new Repetition(0);
    private final Repetition cat = new Repetition(0);
    private boolean hasPat;
    private boolean isComplete;
    private boolean changed;

    /** A program of the last PAT. */
    private static final class MappedProgram {

        private final int pid;
        private final Repetition repetition;
        private @Nullable ProgramMapTable map;

        MappedProgram(int pid, long now) {
            this.pid = pid;
            this.repetition = new Repetition(now);
        }

        Collection<Integer> others() {
            return map == null ? List.of() : map.ecmPids();
        }
    }

    TableChecks(
            Tr101290Config config,
            LimitsInForce limits,
            IndicatorCounts counts,
            ExpectedHeaders headers,
            PacketTimes times) {
        this.counts = counts;
        this.headers = headers;
        this.times = times;
        information = new ServiceInformationChecks(limits, counts, times);
        schedules = config.schedules();
        this.limits = limits;
        headers.watch(Pid.PAT, true);
        tables.unfollow(Pid.SDT);
        if (config.indicators().stream()
                .anyMatch(indicator -> !Indicator.ofSenders().contains(indicator))) {
            List.of(Pid.CAT, Pid.NIT, Pid.SDT, Pid.EIT, ServiceInformationChecks.RST_PID, Pid.TDT)
                    .forEach(this::follow);
        }
    }

    private void follow(int pid) {
        tables.follow(pid);
        headers.watch(pid, true);
    }

    /** Takes a packet of a PID that is watched; any other is ignored. */
    void packet(int pid, int scrambling, ByteBuf buffer, int packet, long now) {
        if (scrambling != 0 && pid == Pid.PAT) {
            counts.occur(Indicator.PAT, pid, now);
        } else if (scrambling != 0 && withMaps.get(pid)) {
            counts.occur(Indicator.PMT, pid, now);
        }
        tables.packet(pid, buffer, packet, now);
    }

    @Override
    public void programs(ProgramAssociationTable table) {
        long now = times.now();
        hasPat = true;
        for (int pid = withMaps.nextSetBit(0); pid >= 0; pid = withMaps.nextSetBit(pid + 1)) {
            if (pid >= Pid.FIRST_FREE) {
                tables.unfollow(pid);
                headers.watch(pid, false);
            }
        }
        withMaps.clear();
        programs.keySet().removeIf(number -> table.pmtPid(number).isEmpty());
        for (Program program : table.programs()) {
            if (program.programNumber() != Program.NETWORK) {
                programs.merge(
                        program.programNumber(),
                        new MappedProgram(program.pid(), now),
                        (known, other) -> known.pid == other.pid ? known : other);
                withMaps.set(program.pid());
                follow(program.pid());
            }
        }
        table.networkPid().ifPresent(entitlements::set);
        refer();
    }

    @Override
    public void conditionalAccess(ConditionalAccessTable table) {
        table.emmPids().forEach(entitlements::set);
        refer();
    }

    @Override
    public void programMap(int pid, ProgramMapTable map, Section section, long now) {
        MappedProgram program = programs.get(map.programNumber());
        if (program == null) {
            return;
        }
        if (program.repetition.cameLate(now, limits.nanos(Limit.PMT), times.tolerance())) {
            counts.occur(Indicator.PMT, pid, now);
        }
        if (program.map != map) {
            program.map = map;
            refer();
        }
    }

    private void refer() {
        changed = true;
        mapped.clear();
        mapped.addAll(programs.values());
        isComplete = hasPat && mapped.stream().allMatch(program -> program.map != null);
        referenced.clear();
        referenced.or(withMaps);
        referenced.or(entitlements);
        for (MappedProgram program : mapped) {
            ProgramMapTable map = program.map;
            if (map != null) {
                referenced.set(map.pcrPid());
                map.streams().forEach(stream -> referenced.set(stream.elementaryPid()));
                program.others().forEach(referenced::set);
            }
        }
    }

    @Override
    public void section(int pid, Section section, long now) {
        int tableId = section.tableId();
        if (pid == Pid.PAT) {
            if (tableId != TableId.PAT || pat.cameLate(now, limits.nanos(Limit.PAT), times.tolerance())) {
                counts.occur(Indicator.PAT, pid, now);
            }
        } else if (pid == Pid.CAT) {
            cat.restart(now);
            if (tableId != TableId.CAT) {
                counts.occur(Indicator.CAT, pid, now);
            }
        } else if (ServiceInformationChecks.has(pid) && !tables.isClaimed(pid)) {
            information.section(pid, section, now);
        }
    }

    @Override
    public boolean wants(int pid, int tableId) {
        return schedules || pid != Pid.EIT || tableId < TableId.EIT_SCHEDULE_ACTUAL || tableId > TableId.EIT_LAST;
    }

    @Override
    public void crcError(int pid, int tableId, long now) {
        boolean counted = tableId <= TableId.PMT
                || tableId == TableId.NIT_ACTUAL
                || tableId == TableId.NIT_OTHER
                || tableId == TableId.SDT_ACTUAL
                || tableId == TableId.SDT_OTHER
                || tableId == TableId.BAT
                || tableId == TableId.TOT
                || TableId.isEit(tableId);
        if (counted) {
            counts.occur(Indicator.CRC, pid, now);
        }
    }

    /** Looks what is overdue. */
    void sweep(long now, boolean scrambled) {
        long tolerance = times.tolerance();
        overdue(pat, Indicator.PAT, Pid.PAT, now, limits.nanos(Limit.PAT) + tolerance);
        for (int i = 0; i < mapped.size(); i++) {
            MappedProgram program = mapped.get(i);
            overdue(program.repetition, Indicator.PMT, program.pid, now, limits.nanos(Limit.PMT) + tolerance);
        }
        if (scrambled) {
            overdue(cat, Indicator.CAT, Pid.CAT, now, limits.nanos(Limit.CAT) + tolerance);
        } else {
            cat.restart(now);
        }
        information.sweep(now);
    }

    private void overdue(Repetition repetition, Indicator indicator, int pid, long now, long most) {
        if (repetition.isLate(now, most)) {
            counts.occur(indicator, pid, now);
        } else if (repetition.isOverdue()) {
            counts.goOn(indicator, pid, now);
        }
    }

    /** Tells whether the PAT, or a PMT, does not come in time by the limit alone, or did not lately. */
    boolean isOrWasOver(Indicator indicator, long now) {
        long recent = limits.nanos(Limit.CLEAR);
        return switch (indicator) {
            case PAT -> pat.isOrWasOver(now, limits.nanos(Limit.PAT), recent);
            case PMT ->
                mapped.stream()
                        .anyMatch(program -> program.repetition.isOrWasOver(now, limits.nanos(Limit.PMT), recent));
            default -> false;
        };
    }

    /** Expects nothing of what was lost in a gap that is not the stream's. */
    void restart(long now) {
        pat.restart(now);
        cat.restart(now);
        programs.values().forEach(program -> program.repetition.restart(now));
        information.restart(now);
    }

    /** Tells whether other PIDs are named than at the last call. */
    boolean hasChanged() {
        boolean before = changed;
        changed = false;
        return before;
    }

    boolean hasPat() {
        return hasPat;
    }

    /** Tells whether the PAT and the PMTs of all its programs have come. */
    boolean isComplete() {
        return isComplete;
    }

    /** Tells whether a table names a PID, or a standard reserves it. */
    boolean isReferenced(int pid) {
        return pid < Pid.FIRST_FREE || referenced.get(pid);
    }

    List<ProgramMapTable> maps() {
        return programs.values().stream()
                .flatMap(program -> Stream.ofNullable(program.map))
                .toList();
    }

    /** Returns the programs whose clock a PID has. */
    List<Integer> clockOf(int pid) {
        return programs.entrySet().stream()
                .filter(program ->
                        program.getValue().map != null && program.getValue().map.pcrPid() == pid)
                .map(Map.Entry::getKey)
                .toList();
    }

    List<Integer> servicesOf(int pid) {
        return programs.entrySet().stream()
                .filter(program -> has(program.getValue(), pid))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean has(MappedProgram program, int pid) {
        ProgramMapTable map = program.map;
        return program.pid == pid
                || map != null
                        && (map.pcrPid() == pid
                                || map.streams().stream().anyMatch(stream -> stream.elementaryPid() == pid)
                                || program.others().contains(pid));
    }
}
