// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.psi.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of one service, made of its sections when they are first asked for. Any thread; two that ask at once do it twice,
 * with the same result.
 */
final class ServiceEvents {

    /** An event that is told again with another start has moved by no more; beyond, its number has been given to another. */
    private static final Duration MOST_MOVE = Duration.ofHours(6);

    private static final Comparator<StoredSection> BY_WEIGHT = Comparator.comparing(
                    (StoredSection section) -> !section.isPresentFollowing())
            .thenComparing(Comparator.comparingLong(StoredSection::arrival).reversed());

    private final List<StoredSection> sections;
    private volatile @Nullable List<GuideEvent> events;

    ServiceEvents(List<StoredSection> sections) {
        this.sections = sections;
    }

    List<GuideEvent> events() {
        List<GuideEvent> known = events;
        if (known == null) {
            known = merged();
            events = known;
        }
        return known;
    }

    /** An event that counts, with where it comes from. */
    private record Placed(Event event, Instant start, Instant end, StoredSection from) {

        static @Nullable Placed of(Event event, StoredSection from) {
            Instant start = event.start();
            Duration duration = event.duration();
            return start == null || duration == null ? null : new Placed(event, start, start.plus(duration), from);
        }

        /** Tells whether both are one event, or stand in one place: they overlap by half of the shorter one or more. */
        boolean overlaps(Placed other) {
            Instant first = start.isAfter(other.start) ? start : other.start;
            Instant last = end.isBefore(other.end) ? end : other.end;
            Duration shorter = Duration.between(start, end);
            Duration others = Duration.between(other.start, other.end);
            if (others.compareTo(shorter) < 0) {
                shorter = others;
            }
            return Duration.between(first, last).multipliedBy(2).compareTo(shorter) >= 0;
        }

        boolean isAnotherTellingOf(Placed other) {
            return !from.isOfSameVersion(other.from)
                    && Duration.between(start, other.start).abs().compareTo(MOST_MOVE) <= 0;
        }
    }

    private List<GuideEvent> merged() {
        TreeMap<Instant, Placed> byStart = new TreeMap<>();
        Map<Integer, List<Placed>> byId = new HashMap<>();
        sections.stream()
                .sorted(BY_WEIGHT)
                .forEach(section -> section.events().forEach(event -> {
                    Placed placed = Placed.of(event, section);
                    if (placed != null && isFree(placed, byStart, byId)) {
                        byStart.put(placed.start(), placed);
                        byId.computeIfAbsent(event.eventId(), id -> new ArrayList<>())
                                .add(placed);
                    }
                }));
        return byStart.values().stream()
                .flatMap(placed -> GuideEvent.of(placed.event()).stream())
                .toList();
    }

    private static boolean isFree(Placed placed, TreeMap<Instant, Placed> byStart, Map<Integer, List<Placed>> byId) {
        Entry<Instant, Placed> before = byStart.floorEntry(placed.start());
        Entry<Instant, Placed> behind = byStart.higherEntry(placed.start());
        return (before == null || !before.getValue().overlaps(placed))
                && (behind == null || !behind.getValue().overlaps(placed))
                && byId.getOrDefault(placed.event().eventId(), List.of()).stream()
                        .noneMatch(placed::isAnotherTellingOf);
    }
}
