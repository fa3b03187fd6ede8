// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.Tr101290Stats;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The counts of the indicators of TR 101 290 of an input and of what its outputs send. They are those of a name, as the books
 * are: an input or an output that comes back goes on with its counts.
 *
 * @param input the input's name
 * @param arrives of what arrives: all indicators
 * @param sent of what each output sends, by its name: those of {@link Indicator#ofSenders}
 */
public record InputIndicators(String input, Tr101290Stats arrives, Map<String, Tr101290Stats> sent) {

    /** Copies the map, in its order. */
    public InputIndicators {
        sent = Collections.unmodifiableMap(new LinkedHashMap<>(sent));
    }

    /**
     * Returns the worst that there is, of the input or of an output.
     *
     * @return the first indicator that is raised; empty if none is
     */
    public Optional<Indicator> worst() {
        return Stream.concat(Stream.of(arrives), sent.values().stream())
                .flatMap(stats -> stats.worst().stream())
                .min(Indicator::compareTo);
    }

    /**
     * Adds what came later of the same input.
     *
     * @param later its counts
     * @return the sum, with the states of the later one; also outputs that only one of the two has
     */
    public InputIndicators plus(InputIndicators later) {
        Map<String, Tr101290Stats> all = new LinkedHashMap<>(sent);
        later.sent.forEach((output, stats) -> all.merge(output, stats, Tr101290Stats::plus));
        return new InputIndicators(input, arrives.plus(later.arrives), all);
    }

    /**
     * Returns what is known once the input has ended.
     *
     * @return the same counts, and no state
     */
    public InputIndicators ended() {
        Map<String, Tr101290Stats> all = new LinkedHashMap<>(sent);
        all.replaceAll((output, stats) -> stats.ended());
        return new InputIndicators(input, arrives.ended(), all);
    }
}
