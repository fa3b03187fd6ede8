// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.psi.LocalTimeOffsetDescriptor.LocalTimeOffset;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a multiplex says of the events of its services, and of those of other multiplexes, at one moment.
 *
 * <p><b>Threading:</b> immutable. The first call for a service's events decodes their texts.
 */
public final class ProgrammeGuide {

    /** A guide of nothing. */
    public static final ProgrammeGuide EMPTY = new ProgrammeGuide(Map.of(), List.of());

    private final Map<ServiceTriplet, ServiceEvents> services;
    private final List<LocalTimeOffset> localOffsets;

    ProgrammeGuide(Map<ServiceTriplet, ServiceEvents> services, List<LocalTimeOffset> localOffsets) {
        this.services = new TreeMap<>(services);
        this.localOffsets = List.copyOf(localOffsets);
    }

    /**
     * Returns which services have events.
     *
     * @return in order
     */
    public Set<ServiceTriplet> services() {
        return Collections.unmodifiableSet(services.keySet());
    }

    /**
     * Returns the events of a service.
     *
     * @param service which
     * @return by start; none if it has none
     */
    public List<GuideEvent> events(ServiceTriplet service) {
        ServiceEvents events = services.get(service);
        return events == null ? List.of() : events.events();
    }

    /**
     * Finds what is on.
     *
     * @param service which
     * @param moment when
     * @return the event that covers the moment, the last to begin if two do; empty if there is none
     */
    public Optional<GuideEvent> now(ServiceTriplet service, Instant moment) {
        return events(service).stream().filter(event -> event.covers(moment)).reduce((first, second) -> second);
    }

    /**
     * Finds what comes then.
     *
     * @param service which
     * @param moment when
     * @return the first event that begins behind the moment; empty if there is none
     */
    public Optional<GuideEvent> next(ServiceTriplet service, Instant moment) {
        return events(service).stream()
                .filter(event -> event.start().isAfter(moment))
                .findFirst();
    }

    /**
     * Returns the local times that the multiplex declares.
     *
     * @return one for each region, in the order sent; none if it has no TOT, or one that says nothing of them
     */
    public List<LocalTimeOffset> localOffsets() {
        return localOffsets;
    }
}
