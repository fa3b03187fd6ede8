// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts that never go back, of counters that begin again when an input is opened again.
 *
 * <p><b>Holds:</b> those that were asked for since the last {@link #forgetOthers}.
 * <p><b>Threading:</b> one thread at a time.
 */
final class SteadyCounts {

    private Map<String, Count> counts = new HashMap<>();
    private Map<String, Count> next = new HashMap<>();

    private record Count(long last, long before) {}

    /** Takes what a counter has now, and returns what it has had in all. */
    long of(String counter, long now) {
        Count known = counts.getOrDefault(counter, new Count(0, 0));
        Count count = new Count(now, now < known.last() ? known.before() + known.last() : known.before());
        next.put(counter, count);
        return count.before() + now;
    }

    /** Forgets the counters that were not asked for since the last call. */
    void forgetOthers() {
        counts = next;
        next = new HashMap<>();
    }
}
