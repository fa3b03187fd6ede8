// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The errors of one indicator in one PID, or in the stream. Threading: one thread. */
final class IndicatorCount {

    private final Indicator indicator;
    private final @Nullable Integer pid;
    private long count;
    private long first;
    private long last;
    private long since;
    private boolean raised;

    IndicatorCount(Indicator indicator, @Nullable Integer pid) {
        this.indicator = indicator;
        this.pid = pid;
    }

    Indicator indicator() {
        return indicator;
    }

    @Nullable
    Integer pid() {
        return pid;
    }

    /** Counts errors; true if the state is raised by them. */
    boolean occur(long errors, long now) {
        if (count == 0) {
            first = now;
        }
        count += errors;
        return goOn(now);
    }

    /** The last error lasts; true if the state is raised by that. */
    boolean goOn(long now) {
        last = now;
        if (raised) {
            return false;
        }
        raised = true;
        since = now;
        return true;
    }

    /** Clears the state if the last error is long ago; true if that changes it. */
    boolean clear(long now, long after) {
        if (!raised || now - last < after) {
            return false;
        }
        raised = false;
        return true;
    }

    IndicatorStatus status(List<Integer> services) {
        return new IndicatorStatus(
                indicator,
                raised ? IndicatorState.RAISED : IndicatorState.CLEARED,
                null,
                pid,
                services,
                count,
                Duration.ofNanos(first),
                Duration.ofNanos(last),
                Duration.ofNanos(since));
    }
}
