// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.sink.SendStats;

/**
 * The counters of one output at one moment.
 *
 * @param name the output, as a user would write it
 * @param sent what its socket or file took and refused (account: socket)
 * @param droppedPackets what it was too slow for (account: policy)
 * @param unsentPackets what it would have got after it had failed (account: socket)
 */
public record OutputStats(String name, SendStats sent, long droppedPackets, long unsentPackets) {

    /**
     * Returns what it took.
     *
     * @return packets
     */
    public long packetsOut() {
        return sent.bytes() / TsPacket.LENGTH;
    }

    /**
     * Returns what it refused, and what came after it had failed.
     *
     * @return packets
     */
    public long packetsRefused() {
        return sent.failedBytes() / TsPacket.LENGTH + unsentPackets;
    }

    /** Puts on its account what it was handed and neither took nor refused, which is final once it has failed. */
    OutputStats withUnsent(long handedPackets) {
        long told = packetsOut() + sent.failedBytes() / TsPacket.LENGTH;
        return new OutputStats(name, sent, droppedPackets, Math.max(0, handedPackets - told));
    }

    OutputStats plus(OutputStats more) {
        return new OutputStats(
                name, sent.plus(more.sent), droppedPackets + more.droppedPackets, unsentPackets + more.unsentPackets);
    }
}
