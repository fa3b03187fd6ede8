// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The PIDs of a service in an output, all different. A mapping to a PID that the service uses itself is refused.
 *
 * @param pids new PIDs by old ones
 * @param refused mappings that are refused, new PIDs by old ones
 */
record PidMapping(Map<Integer, Integer> pids, Map<Integer, Integer> refused) {

    /** Every PID stays. */
    static final PidMapping NONE = new PidMapping(Map.of(), Map.of());

    /** Refuses mappings one by one until all PIDs of the service are different. */
    static PidMapping of(ServiceEdit edit, Collection<Integer> used) {
        Map<Integer, Integer> plan = new LinkedHashMap<>();
        new LinkedHashSet<>(used).forEach(pid -> plan.put(pid, edit.pid(pid)));
        Map<Integer, Integer> refused = new LinkedHashMap<>();
        for (OptionalInt clash = clash(plan); clash.isPresent(); clash = clash(plan)) {
            int pid = clash.getAsInt();
            refused.put(pid, edit.pid(pid));
            plan.put(pid, pid);
        }
        return new PidMapping(Map.copyOf(plan), Map.copyOf(refused));
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
