// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.relay.InputReport;
import io.dmxflux.ts.relay.RelayReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at all relays of the process, which come and go, one after the other. Threading: one thread. */
final class RelaysWatch {

    private final Map<String, RelayWatch> watches = new HashMap<>();
    private final Map<String, RelayReport> before = new HashMap<>();
    private RelayReport sumBefore;

    RelaysWatch(List<InputReport> start) {
        start.forEach(one -> before.put(one.input(), one.report()));
        sumBefore = sum(start);
    }

    /** Returns a line for each relay or output that has stopped doing its work, or does it again. */
    List<String> look(List<InputReport> now) {
        List<String> inputs = now.stream().map(InputReport::input).toList();
        watches.keySet().retainAll(inputs);
        before.keySet().retainAll(inputs);
        List<String> changes = new ArrayList<>();
        for (InputReport one : now) {
            String name = now.size() == 1 ? "input" : one.input();
            RelayReport last = before.getOrDefault(one.input(), one.report());
            changes.addAll(watches.computeIfAbsent(one.input(), input -> new RelayWatch())
                    .look(name, last, one.report()));
            before.put(one.input(), one.report());
        }
        return changes;
    }

    /** Says in one line how all of them do since the last time. */
    String progress(List<InputReport> now) {
        RelayReport sum = sum(now);
        String progress = sum.progress(sumBefore);
        sumBefore = sum;
        return progress;
    }

    private static RelayReport sum(List<InputReport> reports) {
        return reports.stream()
                .map(InputReport::report)
                .reduce(RelayReport::plus)
                .orElseThrow();
    }
}
