// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a relay is to do with one input.
 *
 * @param from where the multiplex comes from
 * @param outputs where it and its services go
 * @param everyService where all of its services go
 */
public record RelayPlan(InputUri from, List<OutputPlan> outputs, Optional<EveryService> everyService) {

    /**
     * Checks that there is something to do, and nothing twice.
     *
     * @param from any
     * @param outputs no two to the same place
     * @param everyService any
     * @throws IllegalArgumentException in one line, if there is no output or a place is used twice
     */
    public RelayPlan {
        outputs = List.copyOf(outputs);
        if (outputs.isEmpty() && everyService.isEmpty()) {
            throw new IllegalArgumentException("outputs: none (expected: one or more)");
        }
    }

    /**
     * Plans what the simplest relay does.
     *
     * @param from the input
     * @param to where the whole of it goes
     * @return the plan
     */
    public static RelayPlan whole(InputUri from, OutputUri to) {
        return new RelayPlan(from, List.of(OutputPlan.whole(to)), Optional.empty());
    }

    /**
     * Tells whether it is the simplest of plans, for which there is {@link Relay#open}.
     *
     * @return true if the whole multiplex goes to one place
     */
    public boolean isWhole() {
        return everyService.isEmpty()
                && outputs.size() == 1
                && outputs.get(0).service().isEmpty();
    }

    /**
     * Tells where it all goes.
     *
     * @return each output, as a user would write it
     */
    public List<String> destinations() {
        return Stream.concat(
                        outputs.stream().map(OutputPlan::toString),
                        everyService.stream().map(every -> every.to() + " (every service)"))
                .toList();
    }
}
