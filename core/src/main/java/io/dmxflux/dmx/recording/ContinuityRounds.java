// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Continuity counters that go on from one round of a recording to the next.
 *
 * <p>What one round adds to a PID's counter is learnt in the first; the n-th round after it is n times that further on.
 * Within a round nothing changes: duplicates stay duplicates and gaps stay gaps.
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3: the counter does not advance with a packet without payload, and means
 * nothing in null packets.
 */
final class ContinuityRounds {

    private static final byte UNSEEN = -1;

    private final byte[] before = new byte[PacketStamps.PIDS];
    private final byte[] last = new byte[PacketStamps.PIDS];

    ContinuityRounds() {
        Arrays.fill(before, UNSEEN);
        Arrays.fill(last, UNSEEN);
    }

    /** Takes note of a packet of the first round. */
    void learn(ByteBuffer packets, int offset) {
        if (PacketStamps.transportError(packets, offset)) {
            return;
        }
        int pid = PacketStamps.pid(packets, offset);
        int counter = PacketStamps.continuityCounter(packets, offset);
        if (before[pid] == UNSEEN) {
            before[pid] = (byte) (PacketStamps.hasPayload(packets, offset) ? counter - 1 & 0x0F : counter);
        }
        last[pid] = (byte) counter;
    }

    /** Rewrites the counter of a packet of a later round, of which the first is 1. */
    void restamp(ByteBuffer packets, int offset, long round) {
        int pid = PacketStamps.pid(packets, offset);
        if (pid != PacketStamps.NULL_PID) {
            long counter = PacketStamps.continuityCounter(packets, offset) + round * (last[pid] - before[pid]);
            PacketStamps.setContinuityCounter(packets, offset, (int) counter);
        }
    }
}
