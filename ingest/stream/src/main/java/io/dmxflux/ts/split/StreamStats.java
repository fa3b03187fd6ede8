// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.StreamKind;

/**
 * The counts of an elementary stream that the PMT of an output's service has.
 *
 * @param pid its PID in the multiplex
 * @param sentPid its PID in the output
 * @param kind what it is for
 * @param packets packets of the PID that have come, also before it belonged to this service
 * @param scrambledPackets those with {@code transport_scrambling_control} other than 0
 */
public record StreamStats(int pid, int sentPid, StreamKind kind, long packets, long scrambledPackets) {

    StreamStats with(long packetsNow, long scrambledNow) {
        return new StreamStats(pid, sentPid, kind, packetsNow, scrambledNow);
    }

    /**
     * Adds what came of its PID at another time, such as before the multiplex was opened again.
     *
     * @param more of the same PID
     * @return both
     */
    public StreamStats plus(PidStats more) {
        return with(packets + more.packets(), scrambledPackets + more.scrambledPackets());
    }
}
