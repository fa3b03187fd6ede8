// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.analysis.PidKinds;
import io.dmxflux.ts.analysis.StreamName;
import io.dmxflux.ts.es.StreamFormat;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.psi.LogicalChannels;
import io.dmxflux.ts.psi.NetworkInformationTable;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of a multiplex say at one moment, and the formats of its streams; makes services of them.
 *
 * @param programs the PAT
 * @param pmtPids PIDs of PMTs by program number
 * @param maps PMTs by program number
 * @param described the SDT
 * @param entitlements the CAT
 * @param network the NIT
 * @param formats of streams by PID
 */
record MultiplexTables(
        @Nullable ProgramAssociationTable programs,
        SortedMap<Integer, Integer> pmtPids,
        Map<Integer, ProgramMapTable> maps,
        @Nullable ServiceDescriptionTable described,
        @Nullable ConditionalAccessTable entitlements,
        @Nullable NetworkInformationTable network,
        Map<Integer, StreamFormat> formats) {

    /** Returns the services of the PAT, by number. */
    List<InspectedService> services(BitSet scrambled) {
        ProgramAssociationTable pat = programs;
        if (pat == null) {
            return List.of();
        }
        Map<Integer, Integer> numbers = numbers(pat.transportStreamId());
        List<InspectedService> services = new ArrayList<>(pmtPids.size());
        pmtPids.forEach(
                (id, pmtPid) -> services.add(service(id, pmtPid, pat.transportStreamId(), numbers.get(id), scrambled)));
        return services;
    }

    private Map<Integer, Integer> numbers(int transportStreamId) {
        return network == null
                ? Map.of()
                : network.transportStreams().stream()
                        .filter(stream -> stream.transportStreamId() == transportStreamId)
                        .map(stream -> LogicalChannels.of(stream.descriptors()))
                        .findFirst()
                        .orElse(Map.of());
    }

    private InspectedService service(
            int id, int pmtPid, int transportStreamId, @Nullable Integer number, BitSet scrambled) {
        Service named = described == null ? null : described.service(id).orElse(null);
        OptionalInt type = named == null ? OptionalInt.empty() : named.type();
        ProgramMapTable map = maps.get(id);
        List<InspectedStream> streams = map == null
                ? List.of()
                : map.streams().stream()
                        .map(stream -> stream(stream, scrambled))
                        .toList();
        Integer serviceType = type.isEmpty() ? null : (Integer) type.getAsInt();
        return new InspectedService(
                id,
                transportStreamId,
                described == null ? null : (Integer) described.originalNetworkId(),
                named == null || named.name().isEmpty() ? null : named.name(),
                named == null || named.provider().isEmpty() ? null : named.provider(),
                InspectedService.type(serviceType, streams),
                serviceType,
                number,
                streams.stream().anyMatch(InspectedStream::scrambled),
                pmtPid,
                map == null || !hasClock(map) ? null : (Integer) map.pcrPid(),
                map == null ? List.of() : List.copyOf(map.ecmPids()),
                streams);
    }

    /** Some multiplexers write 0 for a program without a clock. */
    private static boolean hasClock(ProgramMapTable map) {
        return Pid.isOfProgram(map.pcrPid());
    }

    private InspectedStream stream(ElementaryStream stream, BitSet scrambled) {
        int pid = stream.elementaryPid();
        StreamFormat format = formats.get(pid);
        return new InspectedStream(
                pid,
                stream.streamType(),
                stream.coding(),
                format == null ? stream.coding().title() : format.codec(),
                StreamName.of(stream, format),
                stream.languages(),
                format,
                scrambled.get(pid));
    }

    /** Returns the kinds of all PIDs. */
    PidKinds kinds() {
        PidKinds kinds = new PidKinds();
        if (programs != null) {
            programs.networkPid().ifPresent(kinds::nit);
        }
        pmtPids.values().forEach(kinds::pmt);
        if (entitlements != null) {
            entitlements.emmPids().forEach(kinds::emm);
        }
        maps.values().forEach(map -> {
            map.ecmPids().forEach(kinds::ecm);
            map.streams().forEach(stream -> kinds.stream(stream.elementaryPid(), stream.kind()));
            if (hasClock(map)) {
                kinds.pcr(map.pcrPid());
            }
        });
        return kinds;
    }

    /** Returns the numbers of the multiplex. */
    InspectedMultiplex multiplex(long packets, @Nullable Long bitrate) {
        return new InspectedMultiplex(
                programs == null ? null : (Integer) programs.transportStreamId(),
                described == null ? null : (Integer) described.originalNetworkId(),
                network == null ? null : (Integer) network.networkId(),
                network == null || network.networkName().isEmpty() ? null : HarmlessText.oneLine(network.networkName()),
                packets,
                bitrate);
    }
}
