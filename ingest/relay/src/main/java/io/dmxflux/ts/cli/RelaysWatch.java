// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.relay.RelayEvent;
import io.dmxflux.ts.relay.RelayStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the counters of all relays of the process, which come and go.
 *
 * <p><b>Threading:</b> one thread.
 */
final class RelaysWatch {

    private final Map<String, RelayWatch> watches = new HashMap<>();
    private final Map<String, RelayStats> before = new HashMap<>();
    private List<RelayStats> shown;

    RelaysWatch(List<RelayStats> start) {
        start.forEach(one -> before.put(one.input(), one));
        shown = start;
    }

    /** Returns an event for each input or output that has stopped doing its work, or does it again. */
    List<RelayEvent> look(List<RelayStats> now) {
        List<String> inputs = now.stream().map(RelayStats::input).toList();
        watches.keySet().retainAll(inputs);
        before.keySet().retainAll(inputs);
        List<RelayEvent> changes = new ArrayList<>();
        for (RelayStats one : now) {
            Optional<String> name = Optional.of(one.input()).filter(any -> now.size() > 1);
            RelayStats last = before.getOrDefault(one.input(), one);
            changes.addAll(watches.computeIfAbsent(one.input(), input -> new RelayWatch())
                    .look(name, last, one));
            before.put(one.input(), one);
        }
        return changes;
    }

    /** Says in one line how all of them do since the last time. */
    String progress(List<RelayStats> now) {
        String progress = StatsText.progress(shown, now);
        shown = now;
        return progress;
    }
}
