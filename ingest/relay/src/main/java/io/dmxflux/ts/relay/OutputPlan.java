// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import java.util.Optional;

/**
 * What one output gets. Two equal plans are the same output, which a change of configuration leaves alone.
 *
 * @param to where it goes
 * @param service the service; empty for the whole multiplex
 * @param edit changes to the service
 */
public record OutputPlan(OutputUri to, Optional<ServiceSelection> service, ServiceEdit edit) {

    /**
     * Checks that a whole multiplex is sent as it came.
     *
     * @param to any
     * @param service any
     * @param edit {@link ServiceEdit#NONE} without a service
     * @throws IllegalArgumentException in one line, if not
     */
    public OutputPlan {
        if (service.isEmpty() && !edit.equals(ServiceEdit.NONE)) {
            throw new IllegalArgumentException("a whole multiplex is sent as it came (expected: a service to change)");
        }
    }

    /**
     * Plans the whole multiplex.
     *
     * @param to where it goes
     * @return the plan
     */
    public static OutputPlan whole(OutputUri to) {
        return new OutputPlan(to, Optional.empty(), ServiceEdit.NONE);
    }

    /**
     * Plans one service.
     *
     * @param to where it goes
     * @param service which service
     * @param edit changes to it
     * @return the plan
     */
    public static OutputPlan service(OutputUri to, ServiceSelection service, ServiceEdit edit) {
        return new OutputPlan(to, Optional.of(service), edit);
    }

    @Override
    public String toString() {
        return to + service.map(selection -> " (" + selection + ")").orElse("");
    }
}
