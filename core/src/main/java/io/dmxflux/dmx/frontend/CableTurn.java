// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to speak on a cable that several tuners share: a receiver that raises the voltage while another one speaks
 * garbles what it says. Which tuners of a process share a cable nobody tells, so that all of them with a user band take turns; a turn
 * takes a tenth of a second.
 *
 * <p>A turn that is not given back ends: a driver that hangs must not keep all others from tuning.
 *
 * <p><b>Threading:</b> any.
 * <p><b>Source:</b> EN 50494, 8: collisions of receivers on one cable.
 */
final class CableTurn {

    /** How soon to ask again for a turn. */
    static final Duration RETRY = Duration.ofMillis(10);

    /** The cables of this process. */
    static final CableTurn OF_PROCESS = new CableTurn(Duration.ofSeconds(10));

    private final long longestNanos;
    private @Nullable Object holder;
    private long sinceNanos;

    CableTurn(Duration longest) {
        longestNanos = longest.toNanos();
    }

    /**
     * Takes the turn, or keeps it.
     *
     * @param wanted who speaks
     * @param nowNanos by the process's clock
     * @return false if somebody else has it
     */
    synchronized boolean take(Object wanted, long nowNanos) {
        if (holder != null && holder != wanted && nowNanos - sinceNanos < longestNanos) {
            return false;
        }
        if (holder != wanted) {
            sinceNanos = nowNanos;
        }
        holder = wanted;
        return true;
    }

    /** Tells whether somebody has the turn. */
    synchronized boolean isOf(Object somebody) {
        return holder == somebody;
    }

    /** Gives it back, if it is his. */
    synchronized void giveBack(Object from) {
        if (holder == from) {
            holder = null;
        }
    }
}
