// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is known of a stream at one moment: the snapshot of a {@link Tr101290Monitor}.
 *
 * @param elapsed since the first packet, by the time that is used
 * @param time what tells the time
 * @param indicators each that is checked: one row for the stream, or a row for each PID that has or had an error
 * @param clocks each PID with PCRs, rising
 */
public record Tr101290Report(
        Duration elapsed, Tr101290Config.Time time, List<IndicatorStatus> indicators, List<ClockStatus> clocks) {

    /** Copies the lists. */
    public Tr101290Report {
        indicators = List.copyOf(indicators);
        clocks = List.copyOf(clocks);
    }

    /**
     * Tells the worst that there is.
     *
     * @return the lowest priority of an indicator that is raised, 1 to 3; 0 if none is
     */
    public int worstPriority() {
        return indicators.stream()
                .filter(status -> status.state() == IndicatorState.RAISED)
                .mapToInt(status -> status.indicator().priority())
                .min()
                .orElse(0);
    }

    /**
     * Returns a part of it.
     *
     * @param wanted indicators
     * @return the same without the others
     */
    public Tr101290Report only(Set<Indicator> wanted) {
        return new Tr101290Report(
                elapsed,
                time,
                indicators.stream()
                        .filter(status -> wanted.contains(status.indicator()))
                        .toList(),
                clocks);
    }

    /**
     * Adds up the errors of an indicator.
     *
     * @param indicator which
     * @return of all PIDs
     */
    public long count(Indicator indicator) {
        return indicators.stream()
                .filter(status -> status.indicator() == indicator)
                .mapToLong(IndicatorStatus::count)
                .sum();
    }

    /**
     * Sums up an indicator of all PIDs.
     *
     * @param indicator which
     * @return raised if it is for one of them; unknown if it is not checked
     */
    public IndicatorState state(Indicator indicator) {
        return indicators.stream()
                .filter(status -> status.indicator() == indicator)
                .map(IndicatorStatus::state)
                .reduce(Tr101290Report::worse)
                .orElse(IndicatorState.UNKNOWN);
    }

    private static IndicatorState worse(IndicatorState one, IndicatorState other) {
        return one == IndicatorState.RAISED || other == IndicatorState.NEVER ? one : other;
    }
}
