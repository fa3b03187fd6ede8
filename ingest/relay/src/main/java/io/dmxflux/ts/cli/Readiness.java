// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.text.EventText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether relays do what they are there for: each input is open, and nothing waits. */
final class Readiness {

    private Readiness() {}

    /** Returns a line for each input and output that has ended or waits for something; one if they are not there yet. */
    static List<String> problems(Relays relays) {
        if (!relays.hasBegun()) {
            return List.of("starting: no input is asked for packets yet");
        }
        List<String> problems = new ArrayList<>();
        relays.runningStats().stream().flatMap(Readiness::waits).forEach(problems::add);
        relays.endedStats().forEach(relay -> problems.add("input " + EventText.of(relay.input()) + "has ended"));
        if (problems.isEmpty() && relays.hasFailed()) {
            problems.add("an output has failed, and is not open again");
        }
        return problems;
    }

    private static Stream<String> waits(RelayStats relay) {
        return Stream.concat(
                relay.waitsFor().stream().map(problem -> waits("input " + EventText.of(relay.input()), problem)),
                relay.outputs().stream()
                        .flatMap(output -> output.waitsFor().stream()
                                .map(problem -> waits(EventText.of(output.name()), problem))));
    }

    private static String waits(String subject, String problem) {
        return subject + problem + "; waiting for it";
    }
}
