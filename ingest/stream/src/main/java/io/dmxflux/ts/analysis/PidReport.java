// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one PID carried.
 *
 * @param pid the PID
 * @param kind what it carries: a table's name (pat, pmt, eit, ...), a stream's kind (video, audio, ...), ecm, emm, pcr (a
 *     clock and nothing else), null, or unreferenced
 * @param services the services that it belonged to at any time, in ascending order
 * @param packets without those with {@code transport_error_indicator}
 * @param continuityErrors places at which the continuity counter was wrong
 * @param duplicates packets that repeat the one before, as the standard allows once
 * @param transportErrors packets with {@code transport_error_indicator} that claim this PID; it may be wrong too
 * @param scrambled packets with {@code transport_scrambling_control} other than 0
 * @param pcrs packets with a PCR
 * @param bitrate its share of the stream's, by packets
 */
public record PidReport(
        int pid,
        String kind,
        List<Integer> services,
        long packets,
        long continuityErrors,
        long duplicates,
        long transportErrors,
        long scrambled,
        long pcrs,
        @Nullable Long bitrate) {

    /** In fewer than one of so many packets, the bits are damage: a scrambled stream has them in all of its payload. */
    private static final int FEW = 20;

    /** Copies the list. */
    public PidReport {
        services = List.copyOf(services);
    }

    /**
     * Tells whether it comes scrambled, at least for a part of the time.
     *
     * @return false for a few packets, whose headers are damaged
     */
    public boolean comesScrambled() {
        return comesScrambled(scrambled, packets);
    }

    static boolean comesScrambled(long scrambled, long packets) {
        return scrambled > 0 && scrambled * FEW >= packets;
    }
}
