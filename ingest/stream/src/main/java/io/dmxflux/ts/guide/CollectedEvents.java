// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.psi.Section;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The sections of many services within one limit. One thread. */
final class CollectedEvents {

    private static final int SEGMENT_LAST_OFFSET = 12;
    private static final int LAST_TABLE_ID_OFFSET = 13;

    private final GuideLimits limits;
    private final Map<ServiceTriplet, ServiceSections> services = new HashMap<>();

    private long bytes;
    private long arrivals;
    private long refused;

    CollectedEvents(GuideLimits limits) {
        this.limits = limits;
    }

    /** Takes a section in force; returns false if it is one that is there, with all that it has. */
    boolean add(Section section, Instant now) {
        ServiceTriplet triplet = ServiceTriplet.of(section);
        int place = ServiceSections.place(section.tableId(), section.sectionNumber());
        ServiceSections service = services.get(triplet);
        StoredSection known = service == null ? null : service.get(place);
        if (known != null && known.crc32() == section.crc32() && !known.lacksEventsOf(now)) {
            return false;
        }
        if (service == null) {
            if (services.size() >= limits.services()) {
                refused++;
                return false;
            }
            service = new ServiceSections();
            services.put(triplet, service);
        }
        long before = service.bytes();
        put(service, place, section, now, bytes - before);
        bytes += service.bytes() - before;
        return true;
    }

    private void put(ServiceSections service, int place, Section section, Instant now, long ofOthers) {
        service.endBehind(
                section.tableId(),
                section.sectionNumber(),
                section.getUnsignedByte(SEGMENT_LAST_OFFSET),
                section.lastSectionNumber(),
                section.getUnsignedByte(LAST_TABLE_ID_OFFSET));
        service.remove(place);
        StoredSection stored = StoredSection.of(section, ++arrivals, limits, now);
        boolean fits = ofOthers + service.bytes() + stored.bytes() <= limits.bytes()
                && service.events() + stored.events().size() <= limits.eventsOfService();
        if (fits) {
            service.put(place, stored);
        } else {
            refused++;
        }
    }

    /** Leaves out what is past, and services that have nothing else. */
    void prune(Instant now) {
        services.values().forEach(service -> service.prune(now, limits));
        services.values().removeIf(service -> !service.hasEvents());
        bytes = services.values().stream().mapToLong(ServiceSections::bytes).sum();
    }

    void showIn(Map<ServiceTriplet, ServiceEvents> guide) {
        services.forEach((triplet, service) -> {
            if (service.hasEvents()) {
                guide.putIfAbsent(triplet, service.show());
            }
        });
    }

    long bytes() {
        return bytes;
    }

    long refused() {
        return refused;
    }
}
