// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.util.Optional;

/**
 * What one output gets. Two equal plans are the same output, which a change of configuration leaves alone.
 *
 * @param to where it goes
 * @param service the service; empty for the whole multiplex
 */
public record OutputPlan(OutputUri to, Optional<ServicePlan> service) {

    /**
     * Plans the whole multiplex.
     *
     * @param to where it goes
     * @return the plan
     */
    public static OutputPlan whole(OutputUri to) {
        return new OutputPlan(to, Optional.empty());
    }

    @Override
    public String toString() {
        return to + service.map(plan -> " (" + plan.selection() + ")").orElse("");
    }
}
