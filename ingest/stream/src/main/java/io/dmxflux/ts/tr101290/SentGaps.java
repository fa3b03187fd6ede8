// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.util.BitSet;

/**
 * Which gaps of what is sent are those of a loss that is told: of each PID the first packet behind it may have any counter, also
 * if it comes a minute later.
 *
 * <p><b>Threading:</b> one thread.
 */
final class SentGaps {

    private final BitSet cameBehind = new BitSet();
    private boolean hasLost;
    private boolean isOfLoss;

    /** Takes a loss before the next packet. */
    void lose() {
        hasLost = true;
        cameBehind.clear();
    }

    /** Takes a gap, which is counted before the PID {@linkplain #came has come}. */
    void gap(int pid) {
        isOfLoss = hasLost && !cameBehind.get(pid);
    }

    /** Notes that a PID has come. */
    void came(int pid) {
        isOfLoss = false;
        if (hasLost) {
            cameBehind.set(pid);
        }
    }

    /** Tells whether the gap that is being counted is that of a loss. */
    boolean isOfLoss() {
        return isOfLoss;
    }
}
