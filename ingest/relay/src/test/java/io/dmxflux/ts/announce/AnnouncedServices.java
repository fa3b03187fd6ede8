// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.NetworkOutput;
import io.dmxflux.ts.plan.OutputUri;

/** Services to announce, with their addresses as a user writes them. */
final class AnnouncedServices {

    private AnnouncedServices() {}

    static EveryService.Announced service(int serviceId, String name, String to) {
        return new EveryService.Announced(serviceId, name, (NetworkOutput) OutputUri.parse(to));
    }
}
