// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.dmxflux.packet.CraftedPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An elementary stream in PES packets in transport packets; what fills the last one is of the value 0xFF. */
public final class PesPackets {

    private static final int PAYLOAD = 184;

    private PesPackets() {}

    /** One PES packet, in as many transport packets as it takes. */
    public static List<CraftedPacket> of(int pid, byte[] stream) {
        return of(pid, new byte[] {0, 0, 1, (byte) 0xE0, 0, 0, (byte) 0x80, 0, 0}, stream);
    }

    static List<CraftedPacket> of(int pid, byte[] header, byte[] stream) {
        byte[] pes = CraftedPacket.concat(header, stream);
        List<CraftedPacket> packets = new ArrayList<>();
        for (int from = 0; from < pes.length; from += PAYLOAD) {
            CraftedPacket packet = CraftedPacket.of(pid)
                    .continuity(packets.size())
                    .payload(Arrays.copyOfRange(pes, from, Math.min(pes.length, from + PAYLOAD)));
            packets.add(from == 0 ? packet.payloadUnitStart() : packet);
        }
        return packets;
    }
}
