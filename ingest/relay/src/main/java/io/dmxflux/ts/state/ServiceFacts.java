// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.inspect.InspectedService;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What others know of services: who watches them, what a browser plays, what is on. */
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

    /** Returns the present event; null if there is none. */
    default ServiceState.@Nullable Programme now(Reading reading, InspectedService service, Instant moment) {
        return null;
    }

    /** Returns the following event; null if there is none. */
    default ServiceState.@Nullable Programme next(Reading reading, InspectedService service, Instant moment) {
        return null;
    }
}
