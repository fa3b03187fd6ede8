// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Frames of AAC in LOAS (ISO/IEC 14496-3 1.7.2), of which some say how all are coded.
 * <pre>
 *   syncword 0x2B7 11 | audioMuxLengthBytes 13 | useSameStreamMux 1 | StreamMuxConfig, unless the same
 * </pre>
 */
final class LatmFrame implements AudioSyntax {

    private static final int SYNC = 0x2B7;
    private static final int SYNC_LENGTH = 3;

    @Override
    public @Nullable Frame frame(ByteBuf data, int at) {
        BitReader header = new BitReader(data, at, at + SYNC_LENGTH);
        if (header.bits(11) != SYNC) {
            return null;
        }
        int length = SYNC_LENGTH + header.bits(13);
        if (length == SYNC_LENGTH) {
            return null;
        }
        BitReader in = new BitReader(data, at + SYNC_LENGTH, Math.min(data.writerIndex(), at + length));
        boolean same = in.flag();
        return new Frame(length, same ? null : config(in));
    }

    /** {@code StreamMuxConfig} of one program with one layer; others are not broadcast. */
    private static @Nullable AudioFormat config(BitReader in) {
        boolean version1 = in.flag();
        if (version1) {
            if (in.flag()) {
                return null; // audioMuxVersionA, of the future
            }
            readValue(in);
        }
        in.skip(1 + 6 + 4 + 3);
        return AacConfig.read(in, version1 ? readValue(in) : 0);
    }

    /** {@code LatmGetValue}, of at most 31 bits here. */
    private static int readValue(BitReader in) {
        int bytes = in.bits(2) + 1;
        return (int) (in.longBits(Byte.SIZE * bytes) & Integer.MAX_VALUE);
    }
}
