// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.inspect.InspectedService;
import org.jspecify.annotations.Nullable;

/** What others know of services: who watches them, what a browser plays. */
interface ServiceFacts {

    /** Nothing is known. */
    ServiceFacts NONE = new ServiceFacts() {};

    /** Returns who watches a service, by its identifier. */
    default ServiceState.Viewers viewers(String service) {
        return new ServiceState.Viewers(0, 0);
    }

    /** Returns whether a browser plays it; null if that is not known. */
    default ServiceState.@Nullable Browser browser(InspectedService service) {
        return null;
    }
}
