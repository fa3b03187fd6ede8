// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import java.util.BitSet;

/**
 * Which PIDs come scrambled now: as two packets in a row say that are looked at, as the bits of one may be damage.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ScrambledPids {

    private final BitSet last = new BitSet();
    private final BitSet confirmed = new BitSet();
    private int changes;

    void packet(int pid, boolean isScrambled) {
        if (last.get(pid) != isScrambled) {
            last.set(pid, isScrambled);
        } else if (confirmed.get(pid) != isScrambled) {
            confirmed.set(pid, isScrambled);
            changes++;
        }
    }

    int changes() {
        return changes;
    }

    BitSet all() {
        return (BitSet) confirmed.clone();
    }
}
