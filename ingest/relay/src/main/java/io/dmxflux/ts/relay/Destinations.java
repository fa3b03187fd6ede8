// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.split.OutputHistory;
import java.util.HashMap;
import java.util.Map;

/**
 * The destinations of one process, with what the receivers of each had last, over all changes of configuration.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Destinations {

    private final Map<Object, OutputHistory> histories = new HashMap<>();

    /** Returns what receivers of a destination had last; the beginning if there is nothing. */
    synchronized OutputHistory history(OutputUri to) {
        return histories.computeIfAbsent(to.place(), place -> OutputHistory.begin());
    }
}
