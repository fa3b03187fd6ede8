// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.frontend.FrontendState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How well a tuned source receives.
 *
 * @param tuning what it is tuned to, as {@code dvb-t 474 MHz}
 * @param state what the frontend told last
 * @param lockLosses how often the lock was lost since it was first there
 * @param unlockedNanos how long there was no lock, of those times, and of the first if that took longer than it should
 * @param blockErrors blocks that the demodulator could not repair, of drivers that count them
 */
public record SignalStats(String tuning, FrontendState state, long lockLosses, long unlockedNanos, long blockErrors) {

    /**
     * Tells whether packets can arrive.
     *
     * @return true with a lock
     */
    public boolean isLocked() {
        return state.isLocked();
    }

    /**
     * Tells whether a lock that there was is gone, or was since a time.
     *
     * @param time such as a moment ago
     * @return false also until the lock is lost for the first time
     */
    public boolean wasUnlocked(Instant time) {
        return lockLosses > 0 && (!isLocked() || state.since().isAfter(time));
    }

    /**
     * Adds up what successive openings of one input have counted.
     *
     * @param one the earlier, if any
     * @param other the later, if any
     * @return the state of the later with the counts of both; null if there is neither
     */
    public static @Nullable SignalStats sum(@Nullable SignalStats one, @Nullable SignalStats other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new SignalStats(
                other.tuning,
                other.state,
                one.lockLosses + other.lockLosses,
                one.unlockedNanos + other.unlockedNanos,
                one.blockErrors + other.blockErrors);
    }
}
