// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.TsChunk;

/**
 * The order in which a reader passes chunks on: each position once, and nothing more of a producer that another has taken over
 * from.
 */
final class ReadOrder {

    /** What becomes of a chunk. */
    enum Verdict {
        NEXT,
        STALE,
        REPEATED
    }

    private static final long NONE = -1;

    private int epoch;
    private long next = NONE;

    /** Judges the chunk that was read next. */
    Verdict judge(TsChunk chunk) {
        if (chunk.epoch() < epoch) {
            return Verdict.STALE;
        }
        epoch = chunk.epoch();
        if (chunk.firstDatagram() < next) {
            return Verdict.REPEATED;
        }
        next = chunk.endDatagram();
        return Verdict.NEXT;
    }

    /** A writer begins: nothing of one before counts any more. */
    void begin(int ofEpoch) {
        epoch = Math.max(epoch, ofEpoch);
    }

    /** Tells whether something was passed on. */
    boolean hasBegun() {
        return next != NONE;
    }

    /** Returns the position behind what was passed on last. */
    long next() {
        return next;
    }
}
