// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.TableId;

/**
 * The tables of service information on their PIDs: 3.1, 3.2, 3.5 to 3.8.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ServiceInformationChecks {

    static final int RST_PID = 0x13;

    private static final int RST = 0x71;
    private static final int STUFFING_TABLE = 0x72;

    /** Offsets of transport_stream_id in an EIT, and of original_network_id there and in an SDT. */
    private static final int AFTER_HEADER = 8;

    /** What a key is of: a section, the whole of a table, or the moment when a table had both its sections. */
    private static final int OF_SECTION = 1;

    private static final int OF_TABLE = 2;
    private static final int OF_PAIR = 3;

    private final IndicatorCounts counts;
    private final PacketTimes times;
    private final SectionTimes sections = new SectionTimes();
    private final LimitsInForce limits;

    private final Repetition nitActual = new Repetition(0);
    private final Repetition sdtActual = new Repetition(0);
    private final Repetition present = new Repetition(0);
    private final Repetition following = new Repetition(0);
    private final Repetition time = new Repetition(0);

    ServiceInformationChecks(LimitsInForce limits, IndicatorCounts counts, PacketTimes times) {
        this.counts = counts;
        this.times = times;
        this.limits = limits;
    }

    void section(int pid, Section section, long now) {
        int tableId = section.tableId();
        if (isAllowed(pid, tableId)) {
            table(pid, tableId, section, now);
        } else if (tableId != STUFFING_TABLE) {
            counts.occur(ofPid(pid), pid, now);
        }
    }

    private static boolean isAllowed(int pid, int tableId) {
        return switch (pid) {
            case Pid.NIT -> tableId == TableId.NIT_ACTUAL || tableId == TableId.NIT_OTHER;
            case Pid.SDT -> tableId == TableId.SDT_ACTUAL || tableId == TableId.SDT_OTHER || tableId == TableId.BAT;
            case Pid.EIT -> TableId.isEit(tableId);
            case RST_PID -> tableId == RST;
            default -> tableId == TableId.TDT || tableId == TableId.TOT;
        };
    }

    private static Indicator ofPid(int pid) {
        return switch (pid) {
            case Pid.NIT -> Indicator.NIT_ACTUAL;
            case Pid.SDT -> Indicator.SDT_ACTUAL;
            case Pid.EIT -> Indicator.EIT_ACTUAL;
            case RST_PID -> Indicator.RST;
            default -> Indicator.TDT;
        };
    }

    static boolean has(int pid) {
        return pid >= Pid.NIT && pid <= Pid.TDT;
    }

    private void table(int pid, int tableId, Section section, long now) {
        switch (tableId) {
            case TableId.NIT_ACTUAL -> {
                came(nitActual, Indicator.NIT_ACTUAL, pid, Limit.NIT, now);
                repeat(pid, section, Indicator.NIT_ACTUAL, Indicator.SI_REPETITION, Limit.NIT, now);
            }
            case TableId.NIT_OTHER ->
                repeat(pid, section, Indicator.SI_REPETITION, Indicator.NIT_OTHER, Limit.OTHER, now);
            case TableId.SDT_ACTUAL -> {
                came(sdtActual, Indicator.SDT_ACTUAL, pid, Limit.SDT, now);
                repeat(pid, section, Indicator.SDT_ACTUAL, Indicator.SI_REPETITION, Limit.SDT, now);
            }
            case TableId.SDT_OTHER ->
                repeat(pid, section, Indicator.SI_REPETITION, Indicator.SDT_OTHER, Limit.OTHER, now);
            case TableId.BAT, TableId.TOT ->
                repeat(
                        pid,
                        section,
                        Indicator.SI_REPETITION,
                        Indicator.SI_REPETITION,
                        tableId == TableId.BAT ? Limit.OTHER : Limit.TDT,
                        now);
            case TableId.EIT_PRESENT_FOLLOWING_ACTUAL -> {
                came(section.sectionNumber() == 0 ? present : following, Indicator.EIT_ACTUAL, pid, Limit.EIT, now);
                repeat(pid, section, Indicator.EIT_ACTUAL, Indicator.SI_REPETITION, Limit.EIT, now);
                pair(pid, section, Limit.EIT, now);
            }
            case TableId.EIT_PRESENT_FOLLOWING_OTHER -> {
                repeat(pid, section, Indicator.SI_REPETITION, Indicator.EIT_OTHER, Limit.OTHER, now);
                pair(pid, section, Limit.OTHER, now);
            }
            case TableId.TDT -> {
                came(time, Indicator.TDT, pid, Limit.TDT, now);
                notSooner(pid, section, Indicator.TDT, now);
            }
            case RST -> notSooner(pid, section, Indicator.RST, now);
            default -> {
                if (TableId.isEit(tableId)) {
                    repeat(pid, section, Indicator.SI_REPETITION, Indicator.SI_REPETITION, Limit.SCHEDULE, now);
                }
            }
        }
    }

    private void came(Repetition repetition, Indicator indicator, int pid, Limit most, long now) {
        if (repetition.cameLate(now, limits.nanos(most), times.tolerance())) {
            counts.occur(indicator, pid, now);
        }
    }

    /** Looks at the time since the last section of the table, and since this section came last. */
    private void repeat(int pid, Section section, Indicator tooSoon, Indicator tooLate, Limit most, long now) {
        notSooner(pid, section, tooSoon, now);
        long last = sections.put(key(section, section.sectionNumber(), OF_SECTION), section.versionNumber(), now);
        if (last != SectionTimes.NEVER && now - last > limits.nanos(most) + times.tolerance()) {
            counts.occur(tooLate, pid, now);
        }
    }

    private void notSooner(int pid, Section section, Indicator tooSoon, long now) {
        long last = sections.put(key(section, 0, OF_TABLE), 0, now);
        boolean isTimed = last > 0; // before there is a time, all sections are at 0
        if (isTimed && now - last + times.tolerance() < limits.nanos(Limit.SHORTEST)) {
            counts.occur(tooSoon, pid, now);
        }
    }

    /** Looks whether the other of the sections 0 and 1 has come too. */
    private void pair(int pid, Section section, Limit most, long now) {
        int number = section.sectionNumber();
        if (number > 1) {
            return;
        }
        long tolerated = limits.nanos(most) + times.tolerance();
        long lastOther = sections.get(key(section, 1 - number, OF_SECTION));
        long lastPair = sections.get(key(section, 0, OF_PAIR));
        boolean isPair = lastOther != SectionTimes.NEVER && now - lastOther <= tolerated;
        if (isPair || lastPair == SectionTimes.NEVER) {
            sections.put(key(section, 0, OF_PAIR), 0, now);
        } else if (now - lastPair > tolerated) {
            counts.occur(Indicator.EIT_PF, pid, now);
        }
    }

    /** A number for a section, or a table: never 0, and another one for another, but for chance. */
    private static long key(Section section, int number, int of) {
        int tableId = section.tableId();
        int stream = 0;
        if (TableId.isEit(tableId)) {
            stream = section.getUnsignedShort(AFTER_HEADER) * 31 + section.getUnsignedShort(AFTER_HEADER + 2);
        } else if (tableId == TableId.SDT_OTHER) {
            stream = section.getUnsignedShort(AFTER_HEADER);
        }
        return (long) tableId << 56
                | (long) section.tableIdExtension() << 40
                | (long) (stream & 0xFFFF) << 24
                | (long) number << 8
                | of;
    }

    /** Looks what is overdue. */
    void sweep(long now) {
        overdue(nitActual, Pid.NIT, Limit.NIT, now);
        overdue(sdtActual, Pid.SDT, Limit.SDT, now);
        overdue(present, Pid.EIT, Limit.EIT, now);
        overdue(following, Pid.EIT, Limit.EIT, now);
        overdue(time, Pid.TDT, Limit.TDT, now);
    }

    private void overdue(Repetition repetition, int pid, Limit most, long now) {
        if (repetition.isLate(now, limits.nanos(most) + times.tolerance())) {
            counts.occur(ofPid(pid), pid, now);
        } else if (repetition.isOverdue()) {
            counts.goOn(ofPid(pid), pid, now);
        }
    }

    /** Expects nothing of what was lost in a gap that is not the stream's. */
    void restart(long now) {
        sections.clear();
        nitActual.restart(now);
        sdtActual.restart(now);
        present.restart(now);
        following.restart(now);
        time.restart(now);
    }
}
