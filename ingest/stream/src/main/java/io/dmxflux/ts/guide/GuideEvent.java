// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.psi.ComponentDescriptor;
import io.dmxflux.ts.psi.ContentDescriptor;
import io.dmxflux.ts.psi.Descriptor;
import io.dmxflux.ts.psi.Event;
import io.dmxflux.ts.psi.ExtendedEventDescriptor;
import io.dmxflux.ts.psi.ParentalRatingDescriptor;
import io.dmxflux.ts.psi.ShortEventDescriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One event of a service.
 *
 * @param eventId {@code event_id}
 * @param start when it begins
 * @param duration how long it is, above zero
 * @param runningStatus {@code running_status}, see {@link io.dmxflux.ts.psi.Service#runningStatus()}
 * @param freeCaMode {@code free_CA_mode}: whether access to one or more of its streams is controlled
 * @param texts one for each language, in the order sent
 * @param genres each once, in the order sent
 * @param ratings of the countries that are named
 * @param components its streams, as far as they are described
 */
public record GuideEvent(
        int eventId,
        Instant start,
        Duration duration,
        int runningStatus,
        boolean freeCaMode,
        List<EventText> texts,
        List<Genre> genres,
        List<ParentalRatingDescriptor.Rating> ratings,
        List<ComponentDescriptor> components) {

    /** An event whose lists are copied. */
    public GuideEvent {
        texts = List.copyOf(texts);
        genres = List.copyOf(genres);
        ratings = List.copyOf(ratings);
        components = List.copyOf(components);
    }

    /** Reads the descriptors of an event; empty if it has no start or no duration. */
    static Optional<GuideEvent> of(Event event) {
        Instant start = event.start();
        Duration duration = event.duration();
        if (start == null || duration == null) {
            return Optional.empty();
        }
        List<Descriptor> descriptors = event.descriptors().stream().toList();
        Set<Genre> genres = new LinkedHashSet<>();
        each(ContentDescriptor.class, descriptors)
                .forEach(some -> some.contents().forEach(one -> genres.add(new Genre(one.level1(), one.level2()))));
        List<ParentalRatingDescriptor.Rating> ratings = new ArrayList<>();
        each(ParentalRatingDescriptor.class, descriptors).forEach(some -> ratings.addAll(some.ratings()));
        return Optional.of(new GuideEvent(
                event.eventId(),
                start,
                duration,
                event.runningStatus(),
                event.freeCaMode(),
                texts(descriptors),
                List.copyOf(genres),
                ratings,
                each(ComponentDescriptor.class, descriptors)));
    }

    private static List<EventText> texts(List<Descriptor> descriptors) {
        Map<String, ShortEventDescriptor> names = new LinkedHashMap<>();
        Map<String, List<ExtendedEventDescriptor>> parts = new LinkedHashMap<>();
        Set<String> languages = new LinkedHashSet<>();
        for (ShortEventDescriptor name : each(ShortEventDescriptor.class, descriptors)) {
            languages.add(name.language());
            names.putIfAbsent(name.language(), name);
        }
        each(ExtendedEventDescriptor.class, descriptors).stream()
                .sorted(Comparator.comparingInt(ExtendedEventDescriptor::descriptorNumber))
                .forEach(part -> {
                    languages.add(part.language());
                    addPart(parts.computeIfAbsent(part.language(), language -> new ArrayList<>()), part);
                });
        return languages.stream()
                .map(language -> {
                    ShortEventDescriptor name = names.get(language);
                    return EventText.joined(
                            language,
                            name == null ? "" : name.eventName(),
                            name == null ? "" : name.text(),
                            parts.getOrDefault(language, List.of()));
                })
                .toList();
    }

    /** Of two parts of one number, the first counts. */
    private static void addPart(List<ExtendedEventDescriptor> parts, ExtendedEventDescriptor part) {
        int last = parts.size() - 1;
        if (last < 0 || parts.get(last).descriptorNumber() != part.descriptorNumber()) {
            parts.add(part);
        }
    }

    private static <T extends Descriptor> List<T> each(Class<T> kind, List<Descriptor> descriptors) {
        return descriptors.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /**
     * Returns when it ends.
     *
     * @return the moment behind it
     */
    public Instant end() {
        return start.plus(duration);
    }

    /**
     * Tells whether a moment is within it.
     *
     * @param moment any
     * @return true from the start on and before the end
     */
    public boolean covers(Instant moment) {
        return !moment.isBefore(start) && moment.isBefore(end());
    }

    /**
     * Returns the text to show where there is room for one.
     *
     * @return that of the first language with a title
     */
    public Optional<EventText> text() {
        return texts.stream().filter(text -> !text.title().isEmpty()).findFirst();
    }
}
