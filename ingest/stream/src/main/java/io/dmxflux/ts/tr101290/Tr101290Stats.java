// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The counts of all indicators at one moment: what a {@link Tr101290Report} adds up to, at less cost.
 *
 * @param indicators each that is checked, in the order of the standard
 */
public record Tr101290Stats(List<IndicatorStats> indicators) {

    /** Nothing was checked. */
    public static final Tr101290Stats NONE = new Tr101290Stats(List.of());

    /** Copies the list. */
    public Tr101290Stats {
        indicators = List.copyOf(indicators);
    }

    /**
     * Returns one of them.
     *
     * @param indicator which
     * @return empty if it is not checked
     */
    public Optional<IndicatorStats> of(Indicator indicator) {
        return indicators.stream()
                .filter(stats -> stats.indicator() == indicator)
                .findFirst();
    }

    /**
     * Returns the worst that there is.
     *
     * @return the first one that is raised; empty if none is
     */
    public Optional<Indicator> worst() {
        return indicators.stream()
                .filter(stats -> stats.state() == IndicatorState.RAISED)
                .map(IndicatorStats::indicator)
                .findFirst();
    }

    /**
     * Returns a part of it.
     *
     * @param wanted indicators
     * @return the same without the others
     */
    public Tr101290Stats only(Set<Indicator> wanted) {
        return new Tr101290Stats(indicators.stream()
                .filter(stats -> wanted.contains(stats.indicator()))
                .toList());
    }

    /**
     * Returns what is known once the stream has ended.
     *
     * @return the same counts, and no state
     */
    public Tr101290Stats ended() {
        return new Tr101290Stats(
                indicators.stream().map(IndicatorStats::unknown).toList());
    }

    /**
     * Adds a later stretch of the same stream, or of another one in its place.
     *
     * @param later what is known of it
     * @return the errors of both, and the states of the later one
     */
    public Tr101290Stats plus(Tr101290Stats later) {
        if (later.indicators.isEmpty()) {
            return ended();
        }
        return new Tr101290Stats(later.indicators.stream()
                .map(stats -> stats.after(
                        of(stats.indicator()).map(IndicatorStats::errors).orElse(0L)))
                .toList());
    }
}
