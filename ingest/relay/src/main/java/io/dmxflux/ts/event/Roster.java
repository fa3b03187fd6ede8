// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.ts.plan.RelayPlan;
import java.util.List;

/**
 * What is in place now: an input of the configuration and its outputs, also those that have ended.
 *
 * @param input its name
 * @param runs whether it has not ended
 * @param outputs in the order of the configuration, and behind them those of every service
 */
public record Roster(String input, boolean runs, List<Entry> outputs) {

    /** Copies the list. */
    public Roster {
        outputs = List.copyOf(outputs);
    }

    /**
     * Returns the same of an input that has ended.
     *
     * @return with outputs of which none runs
     */
    public Roster ended() {
        return new Roster(
                input,
                false,
                outputs.stream().map(output -> new Entry(output.plan(), false)).toList());
    }

    /**
     * An output.
     *
     * @param plan what it is to send, and where
     * @param runs whether it has not ended
     */
    public record Entry(RelayPlan.Output plan, boolean runs) {}
}
