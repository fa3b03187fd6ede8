// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.relay.AnnouncedService;
import io.dmxflux.ts.relay.OutputUri;

/** Services to announce, with their addresses as a user writes them. */
final class Announced {

    private Announced() {}

    static AnnouncedService service(int serviceId, String name, String to) {
        return new AnnouncedService(serviceId, name, (OutputUri.Network) OutputUri.parse(to));
    }
}
