// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.InputSlugs;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.inspect.InspectedService;
import io.dmxflux.ts.inspect.Inspection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The services that inputs have now, by the names that URLs have for them.
 *
 * <p><b>Threading:</b> any.
 */
public final class ServiceDirectory {

    /** More candidates make no line that anybody reads. */
    private static final int MOST_NAMED = 8;

    private final Relays relays;
    private final InputSlugs slugs;

    /**
     * A directory.
     *
     * @param relays whose inputs are {@linkplain Relays#inspect looked into}
     */
    public ServiceDirectory(Relays relays) {
        this.relays = relays;
        this.slugs = relays.live().slugs();
    }

    /**
     * A service of an input.
     *
     * @param path its name in URLs
     * @param input the name of its input
     * @param inspection what is in that input
     * @param service what is known of it
     */
    public record Entry(ServicePath path, String input, Inspection inspection, InspectedService service) {}

    /**
     * Returns all services.
     *
     * @return in the order of inputs, and by number
     */
    public List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        relays.inspections()
                .forEach((input, inspection) -> inspection
                        .services()
                        .forEach(service -> all.add(
                                new Entry(slugs.path(input, service.serviceId()), input, inspection, service))));
        return all;
    }

    /**
     * Finds a service.
     *
     * @param text its path, or its number alone where one input has that
     * @return the service; empty if there is none, or more than one
     */
    public Optional<Entry> find(String text) {
        List<Entry> found = candidates(text);
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private List<Entry> candidates(String text) {
        return all().stream()
                .filter(entry -> entry.path().toString().equals(text)
                        || Integer.toString(entry.service().serviceId()).equals(text))
                .toList();
    }

    /**
     * Says what was expected instead of a text that finds none.
     *
     * @param text any
     * @return such as {@code service: 7 (expected: one of dvb-0-1, dvb-1-1)}
     */
    public String problem(String text) {
        List<Entry> found = candidates(text);
        List<Entry> named = found.isEmpty() ? all() : found;
        String expected = named.stream()
                .limit(MOST_NAMED)
                .map(entry -> entry.path().toString())
                .collect(Collectors.joining(", "));
        return "service: " + text + " (expected: "
                + (named.isEmpty()
                        ? "one that has come; none has yet"
                        : "one of " + expected + (named.size() > MOST_NAMED ? ", ..." : ""))
                + ")";
    }

    /**
     * Finds what is in an input.
     *
     * @param slug of the input
     * @return empty if none has that slug, or it is not there now
     */
    public Optional<Inspection> input(String slug) {
        return relays.inspections().entrySet().stream()
                .filter(input -> slugs.of(input.getKey()).equals(slug))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * Returns the slugs of the inputs that there are.
     *
     * @return in their order
     */
    public List<String> inputs() {
        return relays.inspections().keySet().stream().map(slugs::of).toList();
    }
}
