// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.psi.StreamKind;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service of a multiplex, as its tables and first headers describe it now.
 *
 * @param serviceId {@code service_id}
 * @param transportStreamId {@code transport_stream_id} of the PAT
 * @param originalNetworkId {@code original_network_id} of the SDT; {@code null} until there is one
 * @param name {@code service_name}; {@code null} if no SDT names it
 * @param provider {@code service_provider_name}; {@code null} if no SDT names it
 * @param type what it is for
 * @param serviceType {@code service_type}; {@code null} if no SDT has it
 * @param number logical channel number of the NIT; {@code null} if there is none
 * @param scrambled whether pictures, sound or other streams come scrambled now
 * @param pmtPid where the PAT says that its PMT is
 * @param pcrPid {@code PCR_PID}; {@code null} until there is a PMT, or if it has no clock
 * @param ecmPids where the entitlement control messages are
 * @param streams in the order of the PMT; none until that has come
 */
public record InspectedService(
        int serviceId,
        int transportStreamId,
        @Nullable Integer originalNetworkId,
        @Nullable String name,
        @Nullable String provider,
        Type type,
        @Nullable Integer serviceType,
        @Nullable Integer number,
        boolean scrambled,
        int pmtPid,
        @Nullable Integer pcrPid,
        List<Integer> ecmPids,
        List<InspectedStream> streams) {

    /** What a service is for. */
    public enum Type {
        /** Pictures, and sound to them. */
        TELEVISION,
        /** Sound alone. */
        RADIO,
        /** Neither. */
        DATA
    }

    /** {@code service_type} of EN 300 468 table 89: of SD and HD, in any coding, also of NVOD. */
    private static final Set<Integer> TELEVISION_TYPES = Set.of(
            0x01, 0x04, 0x05, 0x11, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23,
            0x24);

    private static final Set<Integer> RADIO_TYPES = Set.of(0x02, 0x07, 0x0A);

    private static final Set<Integer> DATA_TYPES = Set.of(0x03, 0x0C, 0x0E, 0x0F, 0x10);

    /** A service whose lists are copied. */
    public InspectedService {
        ecmPids = List.copyOf(ecmPids);
        streams = List.copyOf(streams);
    }

    /** Returns what the SDT says that a service is for, or else what its streams are good for. */
    static Type type(@Nullable Integer serviceType, List<InspectedStream> streams) {
        if (serviceType != null && TELEVISION_TYPES.contains(serviceType)) {
            return Type.TELEVISION;
        }
        if (serviceType != null && RADIO_TYPES.contains(serviceType)) {
            return Type.RADIO;
        }
        if (serviceType != null && DATA_TYPES.contains(serviceType)) {
            return Type.DATA;
        }
        if (streams.stream().anyMatch(stream -> stream.kind() == StreamKind.VIDEO)) {
            return Type.TELEVISION;
        }
        return streams.stream().anyMatch(stream -> stream.kind() == StreamKind.AUDIO) ? Type.RADIO : Type.DATA;
    }

    /**
     * Returns the PIDs that are the service's: PMT, clock, streams and entitlement control messages.
     *
     * @return each once; some may be those of other services too
     */
    public BitSet pids() {
        BitSet pids = new BitSet();
        pids.set(pmtPid);
        if (pcrPid != null) {
            pids.set(pcrPid);
        }
        ecmPids.forEach(pids::set);
        streams.forEach(stream -> pids.set(stream.pid()));
        return pids;
    }
}
