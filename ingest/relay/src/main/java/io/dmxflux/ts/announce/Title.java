// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.plan.EveryService;

/** The name of a service on one line: both a playlist and SDP end a name where a line ends. */
final class Title {

    private Title() {}

    /** Returns the service's name without control characters; its number where nothing is left. */
    static String of(EveryService.Announced service) {
        String name = service.name().replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
        return name.isEmpty() ? "Service " + service.serviceId() : name;
    }
}
