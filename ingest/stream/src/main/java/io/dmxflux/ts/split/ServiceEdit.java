// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Pid;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Changes to a service in its own stream.
 *
 * @param serviceId its new {@code service_id}; empty keeps it
 * @param transportStreamId the new {@code transport_stream_id}; empty keeps that of the multiplex
 * @param pids new PIDs by old ones: of elementary streams, of the PCR, of the PMT, of ECMs; all others are kept
 * @param drop elementary streams to leave out; a dropped stream that carries the PCR is still sent
 * @param ecm whether entitlement control messages are sent, and with them the CAT and its management messages; without them, CA descriptors that name their PIDs are not sent
 * @param kinds new PIDs by kind of stream, for those that {@code pids} does not name; the first that matches counts
 * @param information what SDT, NIT and EIT say
 */
public record ServiceEdit(
        OptionalInt serviceId,
        OptionalInt transportStreamId,
        Map<Integer, Integer> pids,
        List<StreamFilter> drop,
        boolean ecm,
        List<KindPid> kinds,
        ServiceInformation information) {

    /** No changes; ECMs are left out. */
    public static final ServiceEdit NONE =
            new ServiceEdit(OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of(), false);

    /**
     * Checks every number.
     *
     * @param serviceId 1 to 65535
     * @param transportStreamId 0 to 65535
     * @param pids from 3 to 0x1FFE, to 0x20 to 0x1FFE, no two to the same
     * @param drop any
     * @param ecm either
     * @param kinds to 0x20 to 0x1FFE, no two to the same, nor to one of {@code pids}
     * @param information any
     * @throws IllegalArgumentException in one line, {@code name: value (expected: ...)}
     */
    public ServiceEdit {
        ServiceInformation.checkNumber("service-id", Check.given(serviceId, "serviceId"), 1);
        ServiceInformation.checkNumber("transport-stream-id", Check.given(transportStreamId, "transportStreamId"), 0);
        Check.given(pids, "pids").forEach(ServiceEdit::check);
        if (new HashSet<>(pids.values()).size() < pids.size()) {
            throw new IllegalArgumentException("pids: " + pids + " (expected: no two PIDs mapped to the same)");
        }
        pids = Collections.unmodifiableMap(new TreeMap<>(pids));
        Check.given(kinds, "kinds").forEach(kind -> check(Pid.FIRST_FREE, kind.pid()));
        drop = List.copyOf(Check.given(drop, "drop"));
        Check.given(information, "information");
        kinds = List.copyOf(kinds);
        refuseSharedPids(pids, kinds);
    }

    private static void refuseSharedPids(Map<Integer, Integer> pids, List<KindPid> kinds) {
        Map<Integer, String> taken = new HashMap<>();
        pids.forEach((from, to) -> taken.put(to, from.toString()));
        for (KindPid kind : kinds) {
            String before = taken.putIfAbsent(kind.pid(), kind.kind());
            if (before != null) {
                throw new IllegalArgumentException("pids: " + before + " and " + kind.kind() + " to " + kind.pid()
                        + " (expected: no two mapped to the same PID)");
            }
        }
    }

    /**
     * Changes of numbers and streams alone.
     *
     * @param serviceId as above
     * @param transportStreamId as above
     * @param pids as above
     * @param drop as above
     * @param ecm as above
     */
    public ServiceEdit(
            OptionalInt serviceId,
            OptionalInt transportStreamId,
            Map<Integer, Integer> pids,
            List<StreamFilter> drop,
            boolean ecm) {
        this(serviceId, transportStreamId, pids, drop, ecm, List.of(), ServiceInformation.AS_RECEIVED);
    }

    private static void check(int from, int to) {
        if (!Pid.isOfProgram(from) || to < Pid.FIRST_FREE || !Pid.isOfProgram(to)) {
            throw new IllegalArgumentException(
                    "pids: " + from + " to " + to + " (expected: from 3 to 8190, to 32 to 8190, as 256:512)");
        }
    }

    /**
     * Returns the new PID of a stream.
     *
     * @param pid the PID in the multiplex
     * @return the same unless it is mapped
     */
    int pid(int pid) {
        return pids.getOrDefault(pid, pid);
    }
}
