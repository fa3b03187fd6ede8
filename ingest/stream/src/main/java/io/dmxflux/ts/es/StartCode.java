// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.netty.buffer.ByteBuf;

/** Start codes of video: two bytes of 0, one of 1, one that says what begins. */
final class StartCode {

    static final int ABSENT = -1;

    private static final int PREFIX_LENGTH = 3;

    private StartCode() {}

    /**
     * Finds the next one.
     *
     * @param data bytes
     * @param from index of the first byte of its prefix, at the least
     * @param to index behind the last byte to look at
     * @return index of the byte behind the prefix, before {@code to}; {@link #ABSENT} if there is none
     */
    static int next(ByteBuf data, int from, int to) {
        int last = to - PREFIX_LENGTH;
        for (int at = data.indexOf(from, to, (byte) 0); at >= 0 && at < last; at = data.indexOf(at + 1, to, (byte) 0)) {
            if (data.getMedium(at) == 1) {
                return at + PREFIX_LENGTH;
            }
        }
        return ABSENT;
    }
}
