// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/**
 * How late packets left, see {@link Lateness}.
 *
 * @param packets how many left too late
 * @param worstNanos by how much the latest of them, of the last second or two in which some were
 */
public record LatenessStats(long packets, long worstNanos) {

    /** Nothing was late. */
    public static final LatenessStats NONE = new LatenessStats(0, 0);

    /**
     * Adds what was late afterwards.
     *
     * @param more of the next sink to the same place
     * @return the packets of both, and the worst of the latter, where it has any
     */
    public LatenessStats plus(LatenessStats more) {
        return more.packets == 0 ? this : new LatenessStats(packets + more.packets, more.worstNanos);
    }
}
