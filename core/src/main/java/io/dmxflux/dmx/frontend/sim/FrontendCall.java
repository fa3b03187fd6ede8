// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import java.time.Duration;

/**
 * A call that changed something at a simulated frontend, whether it was refused or not.
 *
 * @param at since the device was made
 * @param verb which
 * @param operand what it was told: {@code on}, {@code V18}, {@code E01038F0}, {@code DELIVERY_SYSTEM=3 FREQUENCY=474000000 ...}
 */
public record FrontendCall(Duration at, FrontendVerb verb, String operand) {

    @Override
    public String toString() {
        return at.toMillis() + " " + verb + " " + operand;
    }
}
