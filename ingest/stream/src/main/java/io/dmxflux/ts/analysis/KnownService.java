// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Service;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** One service by the latest tables, with all PIDs that it ever had. */
final class KnownService {

    private final int id;
    private final BitSet pids = new BitSet(Pid.COUNT);
    private @Nullable Service described;
    private @Nullable Integer pmtPid;
    private @Nullable ProgramMapTable map;

    KnownService(int id) {
        this.id = id;
    }

    void describe(Service service) {
        described = service;
    }

    void mapIsOn(int pid) {
        pmtPid = pid;
        pids.set(pid);
    }

    /** Takes its PMT; false if it equals the last one. */
    boolean map(ProgramMapTable table) {
        if (table.equals(map)) {
            return false;
        }
        map = table;
        table.streams().forEach(stream -> pids.set(stream.elementaryPid()));
        table.ecmPids().forEach(pids::set);
        if (hasClock(table)) {
            pids.set(table.pcrPid());
        }
        return true;
    }

    /** Some multiplexers write 0 for a program without a clock; few have one on the PID of the PAT. */
    static boolean hasClock(ProgramMapTable table) {
        return table.pcrPid() != Pid.NULL && table.pcrPid() != Pid.PAT;
    }

    int id() {
        return id;
    }

    boolean has(int pid) {
        return pids.get(pid);
    }

    long sum(IntToLongFunction counter) {
        return pids.stream().mapToLong(counter::applyAsLong).sum();
    }

    boolean anyPid(IntPredicate condition) {
        return pids.stream().anyMatch(condition);
    }

    @Nullable
    String name() {
        return described == null || described.name().isEmpty() ? null : described.name();
    }

    @Nullable
    String provider() {
        return described == null || described.provider().isEmpty() ? null : described.provider();
    }

    @Nullable
    Integer type() {
        return described == null || described.type().isEmpty()
                ? null
                : (Integer) described.type().getAsInt();
    }

    @Nullable
    Integer pmtPid() {
        return pmtPid;
    }

    @Nullable
    Integer pcrPid(IntPredicate hasPcr) {
        return map == null || !hasClock(map) && !hasPcr.test(map.pcrPid()) ? null : (Integer) map.pcrPid();
    }

    List<ElementaryStreamReport> streams(StreamFormats formats) {
        return map == null
                ? List.of()
                : map.streams().stream()
                        .map(stream -> ElementaryStreamReport.of(stream, formats.of(stream.elementaryPid())))
                        .toList();
    }
}
