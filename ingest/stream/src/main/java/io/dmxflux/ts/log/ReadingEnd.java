// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.time.Instant;

/**
 * Where one subscription ends. Once that is {@linkplain #isFixed fixed}, nothing is waited for any more: what has been there may be
 * damaged, or deleted, and does not come.
 *
 * <p><b>Threading:</b> the thread that reads.
 */
final class ReadingEnd {

    /** How long what came before a time may be on its way into the log. */
    private static final long ON_ITS_WAY_MILLIS = 2_000;

    private static final long OPEN = Long.MAX_VALUE;

    private final LogEnd to;
    private final LogReaders.End there;
    private final LogTime time;
    private long endDatagram = OPEN;

    ReadingEnd(LogEnd to, LogReaders.End there, LogTime time) {
        this.to = to;
        this.there = there;
        this.time = time;
    }

    /** Called before the reader looks for its place. */
    void begin() throws IOException {
        if (to instanceof LogEnd.There || isPast(0)) {
            fix();
        }
    }

    private boolean isPast(long millis) {
        return to instanceof LogEnd.Before before
                && !before.time().isAfter(Instant.ofEpochMilli(time.wallMillis() - millis));
    }

    private void fix() throws IOException {
        endDatagram = there.datagram().orElse(0);
    }

    /** Tells whether all that it wants is there. */
    boolean isFixed() throws IOException {
        if (endDatagram == OPEN && isPast(ON_ITS_WAY_MILLIS)) {
            fix();
        }
        return endDatagram != OPEN;
    }

    /** Tells whether a chunk is behind it. */
    boolean isBefore(TsChunk chunk) {
        return chunk.firstDatagram() >= endDatagram
                || to instanceof LogEnd.Before before && !chunk.time().isBefore(before.time());
    }

    /** Tells whether a chunk is the last one in front of it. */
    boolean isBehind(TsChunk chunk) {
        return chunk.endDatagram() >= endDatagram;
    }
}
