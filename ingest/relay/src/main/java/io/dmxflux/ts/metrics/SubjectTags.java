// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.ts.psi.HarmlessText;
import io.micrometer.core.instrument.Tags;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The labels of what has metrics: an input, or one of its outputs, made harmless here and nowhere else. */
final class SubjectTags {

    /** An output with a service, as {@link io.dmxflux.ts.plan.RelayPlan.Output#toString} writes it. */
    private static final Pattern SERVICE = Pattern.compile("(.*) \\(service (?:(\\d+)|\"(.*)\")\\)", Pattern.DOTALL);

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
        Matcher parts = SERVICE.matcher(name);
        if (!parts.matches()) {
            return tags(input, name, "");
        }
        return tags(input, parts.group(1), parts.group(2) == null ? parts.group(3) : parts.group(2));
    }

    /** An input, with the labels that its outputs have. */
    static Tags whole(String input) {
        return tags(input, "", "");
    }

    private static Tags tags(String input, String destination, String service) {
        return input(input).and("output", HarmlessText.title(destination), "service", HarmlessText.title(service));
    }
}
