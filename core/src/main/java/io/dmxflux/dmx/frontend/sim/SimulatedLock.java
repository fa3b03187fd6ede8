// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.frontend.FrontendStatus;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The status of a frontend over time, since it was tuned or its signal came back.
 * <pre>
 *   0        1/3        2/3        lockAfter      + every      + without
 *   |  none   |  signal  |  carrier  |    lock      |  carrier  |    lock  ...
 * </pre>
 *
 * @param transponder what is received; {@code null} if there is nothing where it is tuned to
 * @param beginNanos when it was tuned
 * @param lockAfterNanos how long a lock takes
 * @param everyNanos how long a lock lasts; {@link Long#MAX_VALUE} for ever
 * @param withoutNanos how long it is gone then
 */
record SimulatedLock(
        @Nullable Transponder transponder, long beginNanos, long lockAfterNanos, long everyNanos, long withoutNanos) {

    private static final int SIGNAL = FrontendStatus.SIGNAL.bit();
    private static final int CARRIER = SIGNAL | FrontendStatus.CARRIER.bit();
    private static final int LOCK = Stream.of(FrontendStatus.VITERBI, FrontendStatus.SYNC, FrontendStatus.LOCK)
            .mapToInt(FrontendStatus::bit)
            .reduce(CARRIER, (one, other) -> one | other);

    private static final int STEPS = 3;

    int status(long nowNanos) {
        long since = nowNanos - beginNanos;
        if (transponder == null || since < lockAfterNanos / STEPS) {
            return 0;
        }
        if (since < lockAfterNanos) {
            return since < 2 * lockAfterNanos / STEPS ? SIGNAL : CARRIER;
        }
        return flaps() && (since - lockAfterNanos) % (everyNanos + withoutNanos) >= everyNanos ? CARRIER : LOCK;
    }

    boolean isLocked(long nowNanos) {
        return status(nowNanos) == LOCK;
    }

    private boolean flaps() {
        return everyNanos != Long.MAX_VALUE;
    }

    /** Returns when the status may change next, {@link Long#MAX_VALUE} if it does not. */
    long nextChange(long nowNanos) {
        long since = nowNanos - beginNanos;
        if (transponder == null) {
            return Long.MAX_VALUE;
        }
        for (int step = 1; step <= STEPS; step++) {
            long change = step * lockAfterNanos / STEPS;
            if (since < change) {
                return beginNanos + change;
            }
        }
        if (!flaps()) {
            return Long.MAX_VALUE;
        }
        long round = (since - lockAfterNanos) % (everyNanos + withoutNanos);
        return nowNanos - round + (round < everyNanos ? everyNanos : everyNanos + withoutNanos);
    }

    /** Returns when the last few rounds of a flapping lock began, so that what nobody saw need not be gone through. */
    long lastRounds(long nowNanos, int rounds) {
        return flaps() ? nowNanos - rounds * (everyNanos + withoutNanos) : Long.MIN_VALUE;
    }

    SimulatedLock flapping(long every, long without) {
        return new SimulatedLock(transponder, beginNanos, lockAfterNanos, every, without);
    }

    SimulatedLock of(@Nullable Transponder other, long nowNanos) {
        return new SimulatedLock(other, nowNanos, lockAfterNanos, everyNanos, withoutNanos);
    }
}
