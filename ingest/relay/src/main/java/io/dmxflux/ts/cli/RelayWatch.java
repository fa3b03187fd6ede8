// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.relay.RelayEvent;
import io.dmxflux.ts.relay.RelayStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Notices when a relay stops doing its work, and when it does it again, from its counters: an event at each change.
 *
 * <p><b>Threading:</b> one thread.
 */
final class RelayWatch {

    private static final Duration SILENCE = Duration.ofSeconds(5);

    private Duration lastArrival = Duration.ZERO;
    private boolean silent;
    private final Set<String> refused = new HashSet<>();

    List<RelayEvent> look(Optional<String> input, RelayStats before, RelayStats now) {
        List<RelayEvent> changes = new ArrayList<>();
        lookAtInput(input, before, now, changes);
        Map<String, RelayStats.OutputStats> outputsBefore =
                before.outputs().stream().collect(Collectors.toMap(RelayStats.OutputStats::name, output -> output));
        for (RelayStats.OutputStats output : now.outputs()) {
            Optional<String> name =
                    Optional.of(output.name()).filter(any -> now.outputs().size() > 1);
            lookAtOutput(name, outputsBefore.getOrDefault(output.name(), output), output, changes);
        }
        return changes;
    }

    private void lookAtInput(Optional<String> name, RelayStats before, RelayStats now, List<RelayEvent> changes) {
        if (now.packetsIn() != before.packetsIn() || now.waitsFor().isPresent()) { // what is missing is told already
            lastArrival = now.elapsed();
        }
        boolean quiet = now.elapsed().minus(lastArrival).compareTo(SILENCE) >= 0;
        if (quiet != silent) {
            silent = quiet;
            changes.add(quiet ? new RelayEvent.InputSilent(name, SILENCE) : new RelayEvent.InputResumed(name));
        }
    }

    private void lookAtOutput(
            Optional<String> name,
            RelayStats.OutputStats before,
            RelayStats.OutputStats now,
            List<RelayEvent> changes) {
        if (now.waitsFor().isPresent() || before.waitsFor().isPresent()) {
            return; // told already, with the reason
        }
        boolean sends = now.packetsOut() != before.packetsOut();
        // not packets: a file that fails has ended, and is told of as that
        boolean fails = now.sent().failedDatagrams() != before.sent().failedDatagrams();
        if (fails && refused.add(now.name())) {
            changes.add(new RelayEvent.SendsFail(
                    name, new TreeSet<>(now.sent().failures().keySet())));
        } else if (sends && !fails && refused.remove(now.name())) {
            changes.add(new RelayEvent.SendsResumed(name));
        }
    }
}
