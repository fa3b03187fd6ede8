// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/** What was counted up to the last buffer, written for each buffer and seldom read. Threading: any. */
final class ContinuityLedger {

    private long packets;
    private long nullPackets;
    private long scrambledPackets;
    private long transportErrors;
    private long continuityErrors;
    private long missingPackets;
    private long duplicatePackets;

    /** Takes all counts of one moment, in the order of {@link ContinuityTotals}. */
    synchronized void set(
            long all, long nulls, long scrambled, long damaged, long errors, long missing, long duplicates) {
        packets = all;
        nullPackets = nulls;
        scrambledPackets = scrambled;
        transportErrors = damaged;
        continuityErrors = errors;
        missingPackets = missing;
        duplicatePackets = duplicates;
    }

    synchronized ContinuityTotals totals() {
        return new ContinuityTotals(
                packets,
                nullPackets,
                scrambledPackets,
                transportErrors,
                continuityErrors,
                missingPackets,
                duplicatePackets);
    }
}
