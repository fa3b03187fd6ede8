// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.guide.GuideEvent;
import io.dmxflux.ts.guide.ProgrammeGuide;
import java.util.Comparator;
import java.util.List;

/**
 * What is served by HTTP at a moment.
 *
 * @param services in the order of lists
 * @param guides of all inputs
 */
public record ServedGuide(List<ServedService> services, List<ProgrammeGuide> guides) {

    /** Keeps copies. */
    public ServedGuide {
        services = List.copyOf(services);
        guides = List.copyOf(guides);
    }

    /** Returns the events of a service by the guide that has the most of them: its own input's, or another's that tells of it. */
    List<GuideEvent> events(ServedService service) {
        return guides.stream()
                .map(guide -> guide.events(service.triplet()))
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }
}
