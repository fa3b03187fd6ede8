// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.detail;

import io.dmxflux.ts.inspect.InspectedPid;
import io.dmxflux.ts.inspect.InspectedService;
import io.dmxflux.ts.relay.ServiceDirectory;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one service.
 *
 * @param time when that was
 * @param input the identifier of its input
 * @param path its name in URLs
 * @param serviceId {@code service_id}
 * @param transportStreamId {@code transport_stream_id}
 * @param originalNetworkId {@code original_network_id}
 * @param name by the SDT
 * @param provider by the SDT
 * @param type television, radio or data
 * @param serviceType {@code service_type}
 * @param number on a remote control
 * @param scrambled whether one of its streams is
 * @param pmtPid where its PMT is
 * @param pcrPid where its clock is
 * @param bitrate of all its PIDs
 * @param streams in the order of its PMT
 * @param pids its PMT, clock, streams and ECMs
 * @param clock the PCRs of the last minute
 * @param tables PMT, EIT, its entries of PAT and SDT, and those of the whole multiplex
 */
public record ServiceDetail(
        Instant time,
        String input,
        String path,
        int serviceId,
        int transportStreamId,
        @Nullable Integer originalNetworkId,
        @Nullable String name,
        @Nullable String provider,
        String type,
        @Nullable Integer serviceType,
        @Nullable Integer number,
        boolean scrambled,
        int pmtPid,
        @Nullable Integer pcrPid,
        @Nullable Long bitrate,
        List<StreamDetail> streams,
        List<InspectedPid> pids,
        @Nullable ClockDetail clock,
        List<TableDetail> tables) {

    /** Copies the lists. */
    public ServiceDetail {
        streams = List.copyOf(streams);
        pids = List.copyOf(pids);
        tables = List.copyOf(tables);
    }

    static ServiceDetail of(ServiceDirectory.Entry entry, Instant time) {
        InspectedService service = entry.service();
        BitSet own = service.pids();
        List<InspectedPid> pids = entry.inspection().pids().stream()
                .filter(pid -> own.get(pid.pid()))
                .toList();
        Integer pcrPid = service.pcrPid();
        return new ServiceDetail(
                time,
                entry.path().input(),
                entry.path().toString(),
                service.serviceId(),
                service.transportStreamId(),
                service.originalNetworkId(),
                service.name(),
                service.provider(),
                service.type().name().toLowerCase(Locale.ROOT),
                service.serviceType(),
                service.number(),
                service.scrambled(),
                service.pmtPid(),
                pcrPid,
                sum(pids),
                service.streams().stream().map(StreamDetail::of).toList(),
                pids,
                pcrPid == null
                        ? null
                        : entry.inspection().clock(pcrPid).map(ClockDetail::of).orElse(null),
                TableDetail.ofService(entry.inspection().tables(), service.serviceId()));
    }

    private static @Nullable Long sum(List<InspectedPid> pids) {
        long sum = 0;
        for (InspectedPid pid : pids) {
            Long bitrate = pid.bitrate();
            if (bitrate == null) {
                return null;
            }
            sum += bitrate;
        }
        return pids.isEmpty() ? null : (Long) sum;
    }
}
