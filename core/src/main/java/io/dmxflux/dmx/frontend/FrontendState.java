// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a frontend does at one time.
 *
 * <pre>
 *   TUNING --&gt; SIGNAL --&gt; CARRIER --&gt; LOCK --&gt; LOST --&gt; REACQUIRING --&gt; LOCK
 *     ^___________|___________|  no lock in time: tuned again      |__________^  or by the kernel, without being told
 * </pre>
 *
 * @param phase where it is
 * @param status what the demodulator has found
 * @param figures the last reading of its statistics
 * @param at when
 * @param since when the phase began
 * @param tunings how often it has been tuned: 1 is the first time
 */
public record FrontendState(
        Phase phase, Set<FrontendStatus> status, SignalFigures figures, Instant at, Instant since, int tunings) {

    /** Where a frontend is on its way to a lock. */
    public enum Phase {
        /** Tuned, and nothing found yet. */
        TUNING,
        /** Something above the noise. */
        SIGNAL,
        /** A carrier, and no packets yet. */
        CARRIER,
        /** Packets come. */
        LOCK,
        /** The lock is gone; the kernel looks for it. */
        LOST,
        /** The lock was gone for so long that the frontend has been tuned again. */
        REACQUIRING
    }

    /** Keeps a copy of the set. */
    public FrontendState {
        Set<FrontendStatus> copy = EnumSet.noneOf(FrontendStatus.class);
        copy.addAll(status);
        status = Collections.unmodifiableSet(copy);
    }

    /**
     * Tells whether packets come.
     *
     * @return whether the phase is {@link Phase#LOCK}
     */
    public boolean isLocked() {
        return phase == Phase.LOCK;
    }
}
