// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.ts.event.OutputName;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.psi.HarmlessText;
import io.micrometer.core.instrument.Tags;

/** The labels of what has metrics: an input, or one of its outputs, made harmless here and nowhere else. */
final class SubjectTags {

    private SubjectTags() {}

    static Tags input(String name) {
        return Tags.of("input", HarmlessText.title(name));
    }

    /**
     * Takes the name of an output apart.
     *
     * @param input the input's name
     * @param name the output's
     * @return {@code output}, where it goes; {@code service}, the number or the name of its service, empty for a whole multiplex
     */
    static Tags output(String input, String name) {
        OutputName parts = OutputName.of(name);
        return tags(input, parts.destination(), parts.service());
    }

    /** The output that is there for the viewers of a service. */
    static Tags watched(String input, ServicePath service) {
        return tags(input, "http " + service, String.valueOf(service.serviceId()));
    }

    /** What is read of a service for the viewers who go back in time. */
    static Tags shifted(String input, ServicePath service) {
        return tags(input, "timeshift " + service, String.valueOf(service.serviceId()));
    }

    /** An input, with the labels that its outputs have. */
    static Tags whole(String input) {
        return tags(input, "", "");
    }

    private static Tags tags(String input, String destination, String service) {
        return input(input).and("output", HarmlessText.title(destination), "service", HarmlessText.title(service));
    }
}
