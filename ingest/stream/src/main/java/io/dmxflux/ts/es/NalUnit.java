// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Units of H.264 and HEVC. */
final class NalUnit {

    private static final int EMULATION_PREVENTION = 3;

    private NalUnit() {}

    /**
     * Reads what a unit means: each 3 behind two zeros is there only so that no start code appears.
     *
     * @param data bytes
     * @param from index of the first byte behind the unit's header
     * @param to index behind its last byte
     * @return its bits
     */
    static BitReader payload(ByteBuf data, int from, int to) {
        ByteBuf payload = Unpooled.buffer(Math.max(0, to - from));
        int zeros = 0;
        for (int at = from; at < to; at++) {
            int octet = data.getUnsignedByte(at);
            if (zeros >= 2 && octet == EMULATION_PREVENTION) {
                zeros = 0;
            } else {
                payload.writeByte(octet);
                zeros = octet == 0 ? zeros + 1 : 0;
            }
        }
        return new BitReader(payload, 0, payload.writerIndex());
    }
}
