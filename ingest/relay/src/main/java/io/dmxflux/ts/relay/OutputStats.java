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
 */
public record OutputStats(String name, SendStats sent, long droppedPackets) {

    /**
     * Returns what it took.
     *
     * @return packets
     */
    public long packetsOut() {
        return sent.bytes() / TsPacket.LENGTH;
    }

    /**
     * Returns what it refused.
     *
     * @return packets
     */
    public long packetsRefused() {
        return sent.failedBytes() / TsPacket.LENGTH;
    }

    OutputStats plus(OutputStats more) {
        return new OutputStats(name, sent.plus(more.sent), droppedPackets + more.droppedPackets);
    }
}
