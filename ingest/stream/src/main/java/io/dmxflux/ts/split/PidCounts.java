// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many packets of each PID have come, and how many of them scrambled. Packets with {@code transport_error_indicator} count
 * for none, as their PID may be wrong.
 *
 * <p><b>Threading:</b> one thread counts, without a fence for each packet; any thread reads.
 */
final class PidCounts {

    private final AtomicLongArray packets = new AtomicLongArray(Pid.COUNT);
    private final AtomicLongArray scrambled = new AtomicLongArray(Pid.COUNT);

    void count(int pid, int header) {
        if (!TsPacket.transportError(header)) {
            packets.setOpaque(pid, packets.getPlain(pid) + 1);
            if (TsPacket.scramblingControl(header) != 0) {
                scrambled.setOpaque(pid, scrambled.getPlain(pid) + 1);
            }
        }
    }

    long packets(int pid) {
        return packets.getOpaque(pid);
    }

    long scrambledPackets(int pid) {
        return scrambled.getOpaque(pid);
    }

    /** Returns what has come, by PID. */
    Map<Integer, PidStats> all() {
        Map<Integer, PidStats> all = new HashMap<>();
        for (int pid = 0; pid < Pid.COUNT; pid++) {
            if (packets(pid) > 0) {
                all.put(pid, new PidStats(packets(pid), scrambledPackets(pid)));
            }
        }
        return all;
    }
}
