// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

/**
 * An indicator of a stream, of all its PIDs together.
 *
 * @param indicator which
 * @param state raised if it is for one PID
 * @param errors how many there were
 */
public record IndicatorStats(Indicator indicator, IndicatorState state, long errors) {

    /** The same where nothing can be known now, or any more. */
    IndicatorStats unknown() {
        return new IndicatorStats(indicator, IndicatorState.UNKNOWN, errors);
    }

    IndicatorStats after(long earlierErrors) {
        return earlierErrors == 0 ? this : new IndicatorStats(indicator, known(), errors + earlierErrors);
    }

    /** Returns the state of what had errors before. */
    private IndicatorState known() {
        return state == IndicatorState.NEVER ? IndicatorState.CLEARED : state;
    }
}
