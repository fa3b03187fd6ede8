// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.inspect.InspectedPid.ErrorTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The continuity errors of each PID, and when they were: of the first {@value #MOST_PIDS} PIDs that have any.
 *
 * <p><b>Threading:</b> one thread; a {@link #copy} is for another.
 */
final class PidErrors {

    static final int MOST_PIDS = 512;

    private final Map<Integer, ErrorTimes> times = new HashMap<>();

    void count(int pid, long now) {
        ErrorTimes known = times.get(pid);
        if (known == null && times.size() < MOST_PIDS) {
            known = new ErrorTimes();
            times.put(pid, known);
        }
        if (known != null) {
            known.count(now);
        }
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
