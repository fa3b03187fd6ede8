// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.ElementaryStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The PIDs of a service in an output, all different. A mapping to a PID that the service uses itself is refused.
 * <pre>
 *   pids: {video: 33, audio: 34}     video 256   audio 257   audio 258   PCR 33
 *   sent                             33          34          35          36, as 33 is the video's
 * </pre>
 *
 * @param pids new PIDs by old ones
 * @param refused mappings that are refused, new PIDs by old ones
 * @param firsts of each PID that is mapped by kind, the first PID of its kind
 */
record PidMapping(Map<Integer, Integer> pids, Map<Integer, Integer> refused, Map<Integer, Integer> firsts) {

    /** Every PID stays. */
    static final PidMapping NONE = new PidMapping(Map.of(), Map.of(), Map.of());

    /**
     * Maps the PIDs that are named, refusing mappings one by one until all PIDs of the service are different, and then those
     * of a kind. The first of a kind has the PID that is asked for, whatever PIDs the service uses: a stream, PCR
     * or PMT of the service that has it, and is not mapped, moves to the next free one.
     *
     * @param edit which are mapped
     * @param used all PIDs of the service
     * @param pmtPid that of the PMT
     * @param streams the elementary streams, in the order of the PMT
     * @param before the mapping until now: a stream of a kind that had a PID keeps it
     */
    static PidMapping of(
            ServiceEdit edit, Collection<Integer> used, int pmtPid, List<ElementaryStream> streams, PidMapping before) {
        Map<Integer, Integer> firsts = byKind(edit, pmtPid, streams);
        Map<Integer, Integer> plan = new LinkedHashMap<>();
        used.stream().filter(pid -> !firsts.containsKey(pid)).forEach(pid -> plan.put(pid, edit.pid(pid)));
        Map<Integer, Integer> refused = new LinkedHashMap<>();
        for (OptionalInt clash = clash(plan); clash.isPresent(); clash = clash(plan)) {
            int pid = clash.getAsInt();
            refused.put(pid, edit.pid(pid));
            plan.put(pid, pid);
        }
        List<Integer> inTheWay = inTheWay(plan, firsts, edit);
        plan.keySet().removeAll(inTheWay);
        inTheWay.forEach(pid -> firsts.put(pid, pid));
        keep(plan, firsts, inTheWay, before);
        mapKinds(plan, firsts, edit);
        return new PidMapping(Map.copyOf(plan), Map.copyOf(refused), Map.copyOf(firsts));
    }

    /** Finds the first PID of the kind of each PID that is not mapped by itself. */
    private static Map<Integer, Integer> byKind(ServiceEdit edit, int pmtPid, List<ElementaryStream> streams) {
        Map<Integer, Integer> firsts = new LinkedHashMap<>();
        for (KindPid kind : edit.kinds()) {
            Optional<StreamFilter> filter = kind.streams();
            if (filter.isEmpty()) {
                firsts.putIfAbsent(pmtPid, kind.pid());
            } else {
                streams.stream()
                        .filter(filter.get()::matches)
                        .forEach(stream -> firsts.putIfAbsent(stream.elementaryPid(), kind.pid()));
            }
        }
        firsts.keySet().removeAll(edit.pids().keySet());
        Map<Integer, Integer> inOrder = new LinkedHashMap<>();
        Stream.concat(Stream.of(pmtPid), streams.stream().map(ElementaryStream::elementaryPid))
                .filter(firsts::containsKey)
                .forEach(pid -> inOrder.put(pid, firsts.getOrDefault(pid, pid)));
        return inOrder;
    }

    /** Finds PIDs that are not mapped, and that are the first of a kind. */
    private static List<Integer> inTheWay(Map<Integer, Integer> plan, Map<Integer, Integer> firsts, ServiceEdit edit) {
        return plan.keySet().stream()
                .filter(pid -> pid.equals(plan.get(pid)) && firsts.containsValue(pid))
                .filter(pid -> !pid.equals(edit.pids().get(pid)))
                .toList();
    }

    private static void keep(
            Map<Integer, Integer> plan, Map<Integer, Integer> firsts, List<Integer> inTheWay, PidMapping before) {
        Set<Integer> taken = new HashSet<>(plan.values());
        firsts.forEach((pid, first) -> {
            Integer had = before.pids().get(pid);
            boolean isOfKind = first.equals(before.firsts().get(pid)) && !(pid.equals(had) && inTheWay.contains(pid));
            if (had != null && isOfKind && taken.add(had)) {
                plan.put(pid, had);
            }
        });
    }

    private static void mapKinds(Map<Integer, Integer> plan, Map<Integer, Integer> firsts, ServiceEdit edit) {
        Set<Integer> taken = new HashSet<>(plan.values());
        firsts.forEach((pid, first) -> {
            if (!plan.containsKey(pid) && taken.add(first)) {
                plan.put(pid, first);
            }
        });
        edit.kinds().forEach(kind -> taken.add(kind.pid()));
        firsts.forEach((pid, first) -> {
            int free = first;
            while (!plan.containsKey(pid)) {
                if (free >= Pid.NULL) {
                    plan.put(pid, pid);
                } else if (taken.add(free)) {
                    plan.put(pid, free);
                }
                free++;
            }
        });
    }

    /** Finds a PID that is mapped to one that another keeps; a {@link ServiceEdit} maps no two to the same. */
    private static OptionalInt clash(Map<Integer, Integer> plan) {
        return plan.entrySet().stream()
                .filter(mapping -> !mapping.getKey().equals(mapping.getValue()))
                .filter(mapping -> mapping.getValue().equals(plan.get(mapping.getValue())))
                .mapToInt(Map.Entry::getKey)
                .findFirst();
    }

    int of(int pid) {
        return pids.getOrDefault(pid, pid);
    }
}
