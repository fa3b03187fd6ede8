// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.relay.OutputReport;
import io.dmxflux.ts.relay.RelayReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Notices when a relay stops doing its work, and when it does it again: a line at each change, also where nobody looks, as
 * a log is all that an operator has in the morning. Threading: one thread.
 */
final class RelayWatch {

    private static final Duration SILENCE = Duration.ofSeconds(5);

    private Duration lastArrival = Duration.ZERO;
    private boolean silent;
    private final Set<String> refused = new HashSet<>();

    List<String> look(String input, RelayReport before, RelayReport now) {
        List<String> changes = new ArrayList<>();
        lookAtInput(input, before, now, changes);
        Map<String, OutputReport> outputsBefore =
                before.outputs().stream().collect(Collectors.toMap(OutputReport::name, output -> output));
        for (OutputReport output : now.outputs()) {
            String name = now.outputs().size() == 1 ? "output" : output.name();
            lookAtOutput(name, outputsBefore.getOrDefault(output.name(), output), output, changes);
        }
        return changes;
    }

    private void lookAtInput(String name, RelayReport before, RelayReport now, List<String> changes) {
        if (now.packetsIn() != before.packetsIn()) {
            lastArrival = now.elapsed();
        }
        boolean quiet = now.elapsed().minus(lastArrival).compareTo(SILENCE) >= 0;
        if (quiet != silent) {
            silent = quiet;
            changes.add(name
                    + (quiet
                            ? ": nothing for " + SILENCE.toSeconds() + " s; check the signal, or the sender and ?iface="
                            : ": packets arrive again"));
        }
    }

    private void lookAtOutput(String name, OutputReport before, OutputReport now, List<String> changes) {
        boolean sends = now.packetsOut() != before.packetsOut();
        // not packets: a file that fails has ended, and said so
        boolean fails = now.sent().failedDatagrams() != before.sent().failedDatagrams();
        if (fails && refused.add(now.name())) {
            changes.add(name + ": sends fail ("
                    + String.join(", ", new TreeSet<>(now.sent().failures().keySet()))
                    + "); what is refused is counted, and sending goes on when the network is back");
        } else if (sends && !fails && refused.remove(now.name())) {
            changes.add(name + ": sends go through again");
        }
    }
}
