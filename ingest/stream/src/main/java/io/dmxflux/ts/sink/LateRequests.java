// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

/**
 * Tells which buffers were requested when upstream had no demand left: one of these may have been ready long before, and the
 * time of its arrival does not show the stream's pace.
 *
 * <p><b>Threading:</b> the sink's thread.
 */
final class LateRequests {

    /** How many of the next buffers were. */
    private int buffers;

    /** Whether none has come since. */
    private boolean unanswered;

    private boolean behind;

    /**
     * Notes what is about to be requested.
     *
     * @param more buffers
     * @param isLate whether upstream has no demand left
     */
    void requested(int more, boolean isLate) {
        if (isLate) {
            unanswered = true;
            buffers = 0;
        }
        buffers += unanswered ? more : 0;
    }

    /** Notes that a buffer has come. */
    void answered() {
        behind = buffers > 0;
        buffers -= behind ? 1 : 0;
        unanswered = false;
    }

    /** Tells whether the buffer that came last is one of these. */
    boolean isBehind() {
        return behind;
    }
}
