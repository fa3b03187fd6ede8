// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.PesFilter;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** The PIDs that a simulated filter passes. Immutable: the driver sees a changed set at its next packet. */
final class PidSet {

    /** Bytes of a transport packet. */
    static final int PACKET_BYTES = 188;

    private final BitSet pids;

    private PidSet(BitSet pids) {
        this.pids = pids;
    }

    static PidSet none() {
        return new PidSet(new BitSet());
    }

    PidSet with(int pid) {
        BitSet more = (BitSet) pids.clone();
        more.set(pid);
        return new PidSet(more);
    }

    PidSet without(int pid) {
        BitSet fewer = (BitSet) pids.clone();
        fewer.clear(pid);
        return new PidSet(fewer);
    }

    boolean passesAll() {
        return pids.get(PesFilter.FULL_TS);
    }

    /** Removes the packets that do not pass, and moves the others together between position and a new limit. */
    void retainPassing(ByteBuffer packets) {
        if (passesAll()) {
            return;
        }
        int start = packets.position();
        int kept = start;
        for (int at = start; at + PACKET_BYTES <= packets.limit(); at += PACKET_BYTES) {
            if (pids.get(pidAt(packets, at))) {
                packets.put(kept, packets, at, PACKET_BYTES);
                kept += PACKET_BYTES;
            }
        }
        packets.limit(kept);
    }

    /** 13 bits after sync_byte and three flags: ISO/IEC 13818-1 2.4.3.2. */
    private static int pidAt(ByteBuffer packets, int at) {
        return (packets.get(at + 1) & 0x1F) << 8 | packets.get(at + 2) & 0xFF;
    }
}
