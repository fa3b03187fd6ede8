// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/**
 * The counts of a {@link CheckContinuity}.
 *
 * @param packets packets, all PIDs, with or without errors
 * @param nullPackets packets of PID 0x1FFF
 * @param scrambledPackets packets with {@code transport_scrambling_control} other than 0
 * @param transportErrors packets with {@code transport_error_indicator}: damaged before they came to this machine
 * @param continuityErrors places at which a continuity counter was wrong
 * @param missingPackets packets missing there, at least: gaps are counted modulo 16
 * @param duplicatePackets packets that repeat the one before, as the standard allows once
 */
public record ContinuityStats(
        long packets,
        long nullPackets,
        long scrambledPackets,
        long transportErrors,
        long continuityErrors,
        long missingPackets,
        long duplicatePackets) {

    /**
     * Adds the counts of another check.
     *
     * @param more its totals
     * @return the totals of both
     */
    public ContinuityStats plus(ContinuityStats more) {
        return new ContinuityStats(
                packets + more.packets,
                nullPackets + more.nullPackets,
                scrambledPackets + more.scrambledPackets,
                transportErrors + more.transportErrors,
                continuityErrors + more.continuityErrors,
                missingPackets + more.missingPackets,
                duplicatePackets + more.duplicatePackets);
    }
}
