// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts counters and tables together.
 *
 * @param packets of the whole stream
 * @param counters by PID
 * @param packetsPerTick of the whole stream; empty if no clock tells it
 * @param services what the tables said so far
 */
record StreamSummary(long packets, PidCounters counters, OptionalDouble packetsPerTick, KnownServices services) {

    private static final double BITS_PER_PACKET = TsPacket.LENGTH * 8;

    StreamReport report(long syncErrors, long transportErrors) {
        return new StreamReport(
                packets,
                packets * TsPacket.LENGTH,
                syncErrors,
                transportErrors,
                services.transportStreamId(),
                bitrate(packets),
                services.all().stream().map(this::service).toList(),
                pids().mapToObj(this::pid).toList());
    }

    private IntStream pids() {
        return IntStream.range(0, Pid.COUNT).filter(pid -> counters.packets[pid] != 0);
    }

    private ServiceReport service(KnownService service) {
        long own = service.sum(pid -> counters.packets[pid]);
        return new ServiceReport(
                service.id(),
                service.name(),
                service.provider(),
                service.type(),
                service.pmtPid(),
                service.pcrPid(),
                service.anyPid(pid -> counters.scrambled[pid] != 0),
                own,
                bitrate(own),
                service.streams());
    }

    private PidReport pid(int pid) {
        return new PidReport(
                pid,
                services.kinds().of(pid),
                servicesOf(pid),
                counters.packets[pid],
                counters.continuityErrors[pid],
                counters.duplicates[pid],
                counters.transportErrors[pid],
                counters.scrambled[pid],
                counters.pcrs[pid],
                bitrate(counters.packets[pid]));
    }

    private List<Integer> servicesOf(int pid) {
        return services.all().stream()
                .filter(service -> service.has(pid))
                .map(KnownService::id)
                .toList();
    }

    /** Returns the share of the stream's rate that so many packets have. */
    private @Nullable Long bitrate(long share) {
        if (packetsPerTick.isEmpty()) {
            return null;
        }
        double whole = packetsPerTick.getAsDouble() * Pcr.TICKS_PER_SECOND * BITS_PER_PACKET;
        return Math.round(whole * share / packets);
    }
}
