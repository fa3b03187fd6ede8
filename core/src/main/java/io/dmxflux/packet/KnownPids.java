// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The PIDs that a stream has had, looked up for each packet. Threading: one thread. */
final class KnownPids {

    private static final int SYNC = TsPacket.SYNC_BYTE << 24;
    private static final int SYNC_MASK = 0xFF00_0000;

    /** 0 for a PID that is known. */
    private final byte[] unknown = new byte[Pid.COUNT];

    KnownPids() {
        clear();
    }

    boolean has(int pid) {
        return unknown[pid] == 0;
    }

    void add(int pid) {
        unknown[pid] = 0;
    }

    void clear() {
        Arrays.fill(unknown, (byte) 1);
    }

    /** Tells whether a header has the sync byte and a PID that is known. */
    boolean haveHeader(int header) {
        return ((header ^ SYNC) & SYNC_MASK | unknown[TsPacket.pid(header)]) == 0;
    }

    /** Tells the same of all packets of a run, without a branch for each: it is called for each buffer. */
    boolean haveRun(ByteBuf buffer, int from, int to) {
        ByteBuffer memory = PacketMemory.of(buffer);
        int different = 0;
        for (int packet = from; packet < to; packet += TsPacket.LENGTH) {
            int header = TsPacket.header(memory, buffer, packet);
            different |= (header ^ SYNC) & SYNC_MASK | unknown[TsPacket.pid(header)];
        }
        return different == 0;
    }
}
