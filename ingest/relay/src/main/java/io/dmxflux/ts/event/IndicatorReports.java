// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.ts.tr101290.Tr101290Report;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The indicators of TR 101 290 of an input and of what its outputs send, at one moment.
 *
 * @param input the input's name
 * @param arrives by what arrives: all indicators
 * @param sent by what each output sends, by its name: those of {@link io.dmxflux.ts.tr101290.Indicator#ofSenders}; also of outputs
 *     that have ended, up to their end
 */
public record IndicatorReports(String input, Tr101290Report arrives, Map<String, Tr101290Report> sent) {

    /** Copies the map, in its order. */
    public IndicatorReports {
        sent = Collections.unmodifiableMap(new LinkedHashMap<>(sent));
    }
}
