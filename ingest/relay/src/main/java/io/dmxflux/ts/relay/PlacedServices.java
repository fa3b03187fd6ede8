// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.util.List;

/**
 * The services that go out by one plan for all of them.
 *
 * @param plan the plan
 * @param services what is sent by it now
 */
public record PlacedServices(EveryService plan, List<AnnouncedService> services) {

    /**
     * Keeps a copy.
     *
     * @param plan any
     * @param services any
     */
    public PlacedServices {
        services = List.copyOf(services);
    }
}
