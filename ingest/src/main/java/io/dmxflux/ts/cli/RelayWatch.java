// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.relay.RelayReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Notices when a relay stops doing its work, and when it does it again: a line at each change, also where nobody looks, as
 * a log is all that an operator has in the morning. Threading: one thread.
 */
final class RelayWatch {

    private static final Duration SILENCE = Duration.ofSeconds(5);

    private Duration lastArrival = Duration.ZERO;
    private boolean silent;
    private boolean refused;

    List<String> look(RelayReport before, RelayReport now) {
        List<String> changes = new ArrayList<>();
        lookAtInput(before, now, changes);
        lookAtOutput(before, now, changes);
        return changes;
    }

    private void lookAtInput(RelayReport before, RelayReport now, List<String> changes) {
        if (now.packetsIn() != before.packetsIn()) {
            lastArrival = now.elapsed();
        }
        boolean quiet = now.elapsed().minus(lastArrival).compareTo(SILENCE) >= 0;
        if (quiet != silent) {
            silent = quiet;
            changes.add(
                    quiet
                            ? "input: nothing for " + SILENCE.toSeconds()
                                    + " s; check the signal, or the sender and ?iface="
                            : "input: packets arrive again");
        }
    }

    private static Set<String> reasons(RelayReport report) {
        Set<String> reasons = new TreeSet<>();
        report.outputs()
                .forEach(output -> reasons.addAll(output.sent().failures().keySet()));
        return reasons;
    }

    private void lookAtOutput(RelayReport before, RelayReport now, List<String> changes) {
        boolean sends = now.packetsOut() != before.packetsOut();
        boolean fails = now.packetsRefused() != before.packetsRefused();
        if (fails && !refused) {
            refused = true;
            changes.add("output: sends fail ("
                    + String.join(", ", reasons(now))
                    + "); what is refused is counted, and sending goes on when the network is back");
        } else if (sends && !fails && refused) {
            refused = false;
            changes.add("output: sends go through again");
        }
    }
}
