// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.util.List;

/**
 * A property and what the driver answers.
 *
 * @param property which
 * @param value the 32 bits of it; 0 for a statistic
 * @param statistics of a statistic: the whole channel first, then its layers; empty if the driver has none
 */
public record DtvReading(DtvProperty property, int value, List<DtvStatistic> statistics) {

    /** Keeps a copy of the list. */
    public DtvReading {
        statistics = List.copyOf(statistics);
    }
}
