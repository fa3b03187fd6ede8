// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

/**
 * The counts of one PID of a multiplex. Packets with {@code transport_error_indicator} count for none, as their PID may be wrong.
 *
 * @param packets packets that have come
 * @param scrambledPackets those with {@code transport_scrambling_control} other than 0
 */
public record PidStats(long packets, long scrambledPackets) {

    /**
     * Adds the counts of the same PID at another time.
     *
     * @param more the others
     * @return both
     */
    public PidStats plus(PidStats more) {
        return new PidStats(packets + more.packets, scrambledPackets + more.scrambledPackets);
    }
}
