// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The slugs of the inputs of a process, no two alike: an input whose slug another one has already gets {@code -2} behind it,
 * the next one {@code -3}. An input keeps its slug for the life of the process, whatever comes and goes beside it.
 *
 * <p><b>Threading:</b> any.
 */
public final class InputSlugs {

    private final Map<String, String> slugs = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /** No inputs yet. */
    public InputSlugs() {
        // nothing to set
    }

    /**
     * Returns the slug of an input, which is made at the first call for it.
     *
     * @param input its name, as {@link io.dmxflux.ts.plan.InputUri#name} has it
     * @return its slug
     */
    public synchronized String of(String input) {
        return slugs.computeIfAbsent(input, this::unused);
    }

    private String unused(String input) {
        String slug = ServicePath.slug(input);
        String free = slug;
        for (int n = 2; names.containsKey(free); n++) {
            free = slug + "-" + n;
        }
        names.put(free, input);
        return free;
    }

    /**
     * Returns the path of a service.
     *
     * @param input the name of its input
     * @param serviceId its number
     * @return the path
     */
    public ServicePath path(String input, int serviceId) {
        return new ServicePath(of(input), serviceId);
    }

    /**
     * Returns the input of a slug.
     *
     * @param slug any text
     * @return the name of the input; empty if none has that slug
     */
    public synchronized Optional<String> input(String slug) {
        return Optional.ofNullable(names.get(slug));
    }
}
