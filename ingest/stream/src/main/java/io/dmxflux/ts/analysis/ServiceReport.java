// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service: its data in the last tables, and the counts of its PIDs.
 *
 * @param id {@code service_id}, which is the {@code program_number}
 * @param name from the SDT; {@code null} if no SDT names it
 * @param provider from the SDT
 * @param type {@code service_type} of the SDT, 1 for television, 2 for radio
 * @param pmtPid where the PAT says that its PMT is; {@code null} if it is in the SDT only
 * @param pcrPid {@code PCR_PID}; {@code null} without a PMT, or if it has no clock
 * @param scrambled whether one of its PIDs {@linkplain PidReport#comesScrambled comes scrambled}
 * @param packets of all PIDs that it ever had: PMT, PCR, elementary streams, ECM
 * @param bitrate of these packets
 * @param streams in the order of the last PMT
 */
public record ServiceReport(
        int id,
        @Nullable String name,
        @Nullable String provider,
        @Nullable Integer type,
        @Nullable Integer pmtPid,
        @Nullable Integer pcrPid,
        boolean scrambled,
        long packets,
        @Nullable Long bitrate,
        List<ElementaryStreamReport> streams) {

    /** Copies the list. */
    public ServiceReport {
        streams = List.copyOf(streams);
    }
}
