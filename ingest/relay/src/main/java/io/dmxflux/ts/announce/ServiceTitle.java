// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.psi.HarmlessText;

/** The name of a service for people: a playlist and SDP end it where a line ends, and some players where quotes end. */
final class ServiceTitle {

    private ServiceTitle() {}

    /** Returns the service's name, made harmless; its number where nothing is left. */
    static String of(EveryService.Announced service) {
        return of(service.name(), service.serviceId());
    }

    /** Returns a name, made harmless; the service's number where nothing is left. */
    static String of(String name, int serviceId) {
        String title = HarmlessText.title(name);
        return title.isEmpty() ? "Service " + serviceId : title;
    }
}
