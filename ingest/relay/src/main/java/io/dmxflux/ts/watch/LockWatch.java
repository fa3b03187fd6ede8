// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.source.SignalStats;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows the lock of a tuned input: told when it is lost, and when it has been there again for {@link #STEADY}. A lock that
 * flaps faster than that is one trouble, with how often it was lost; what it cost is told with its end and not beside it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class LockWatch {

    /** So long the lock has to stay before it is said to be back: what it cost is known by then. */
    static final Duration STEADY = Duration.ofSeconds(2);

    private final Trouble.Subject input;

    /** At the last look. */
    private long losses;

    private long unlockedNanos;
    private long missing;

    // of the trouble, before it began

    private long lossesBefore;
    private long unlockedBefore;
    private long missingBefore;
    private Duration began = Duration.ZERO;

    private boolean lost;
    private Duration lastUnlocked = Duration.ZERO;

    LockWatch(Trouble.Subject input) {
        this.input = input;
    }

    /**
     * Looks at the counters.
     *
     * @param earlier when they were looked at before
     * @param now when this is
     * @param signal of the input
     * @param missingPackets of the input so far, by its continuity counters
     * @return what has changed
     */
    Optional<RelayEvent> look(Duration earlier, Duration now, SignalStats signal, long missingPackets) {
        boolean newly = signal.lockLosses() > losses;
        boolean begins = newly && !lost;
        if (begins) {
            lost = true;
            began = earlier;
            lossesBefore = losses;
            unlockedBefore = unlockedNanos;
            missingBefore = missing;
        }
        losses = signal.lockLosses();
        unlockedNanos = signal.unlockedNanos();
        missing = missingPackets;
        if (newly || !signal.isLocked()) {
            lastUnlocked = now;
        }
        if (begins) {
            return Optional.of(new RelayEvent.TroubleBegan(trouble()));
        }
        if (lost && now.minus(lastUnlocked).compareTo(STEADY) >= 0) {
            lost = false;
            Trouble.LockLost trouble = trouble();
            return Optional.of(new RelayEvent.TroubleOver(
                    trouble, trouble.times() == 1 ? trouble.unlocked() : lastUnlocked.minus(began)));
        }
        return Optional.empty();
    }

    /** Tells whether the lock is lost, or is back for less than {@link #STEADY}. */
    boolean isLost() {
        return lost;
    }

    private Trouble.LockLost trouble() {
        return new Trouble.LockLost(
                input,
                losses - lossesBefore,
                Duration.ofNanos(unlockedNanos - unlockedBefore),
                missing - missingBefore);
    }
}
