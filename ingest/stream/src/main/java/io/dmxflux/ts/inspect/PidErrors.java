// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.inspect.InspectedPid.ErrorTime;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The continuity errors of each PID, and when they were, of {@value #MOST_PIDS} PIDs: one more takes the place of that whose
 * last error was the longest ago, as where the signal is noise any PID has some.
 *
 * <p><b>Threading:</b> one thread; a {@link #copy} is for another.
 */
final class PidErrors {

    static final int MOST_PIDS = 512;

    private static final Comparator<Map.Entry<Integer, ErrorTimes>> BY_LAST_ERROR =
            Comparator.comparingLong(entry -> entry.getValue().lastNanos());

    private final Map<Integer, ErrorTimes> times = new HashMap<>();

    void count(int pid, long now) {
        ErrorTimes known = times.get(pid);
        if (known == null) {
            if (times.size() >= MOST_PIDS) {
                times.remove(Collections.min(times.entrySet(), BY_LAST_ERROR).getKey());
            }
            known = new ErrorTimes();
            times.put(pid, known);
        }
        known.count(now);
    }

    PidErrors copy() {
        PidErrors copy = new PidErrors();
        times.forEach((pid, known) -> copy.times.put(pid, known.copy()));
        return copy;
    }

    long of(int pid) {
        ErrorTimes known = times.get(pid);
        return known == null ? 0 : known.total();
    }

    List<ErrorTime> times(int pid, long now) {
        ErrorTimes known = times.get(pid);
        return known == null ? List.of() : known.all(now);
    }
}
