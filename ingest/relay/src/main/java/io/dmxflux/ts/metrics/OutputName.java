// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.micrometer.core.instrument.Tags;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an output, taken apart for labels.
 *
 * @param destination where it goes
 * @param service the number or the name of its service; empty for a whole multiplex
 */
record OutputName(String destination, String service) {

    /** As {@link io.dmxflux.ts.plan.RelayPlan.Output#toString} writes it. */
    private static final Pattern SERVICE = Pattern.compile("(.*) \\(service (?:(\\d+)|\"(.*)\")\\)", Pattern.DOTALL);

    static OutputName of(String name) {
        Matcher parts = SERVICE.matcher(name);
        if (!parts.matches()) {
            return new OutputName(name, "");
        }
        return new OutputName(parts.group(1), parts.group(2) == null ? parts.group(3) : parts.group(2));
    }

    Tags tags(String input) {
        return Tags.of("input", input, "output", destination, "service", service);
    }
}
