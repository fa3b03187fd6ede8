// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an output, taken apart, as logs and metrics for machines tell it.
 *
 * @param destination where it goes
 * @param service the number or the name of its service; empty for a whole multiplex
 */
public record OutputName(String destination, String service) {

    private static final Pattern OF_SERVICE = Pattern.compile("(.*) \\(service (?:(\\d+)|\"(.*)\")\\)", Pattern.DOTALL);

    /**
     * Takes a name apart.
     *
     * @param name as {@link io.dmxflux.ts.plan.RelayPlan.Output#toString} writes it
     * @return its parts
     */
    public static OutputName of(String name) {
        Matcher parts = OF_SERVICE.matcher(name);
        if (!parts.matches()) {
            return new OutputName(name, "");
        }
        return new OutputName(parts.group(1), parts.group(2) == null ? parts.group(3) : parts.group(2));
    }
}
