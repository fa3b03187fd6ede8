// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.config.ConfigWatch;
import io.dmxflux.ts.config.RelayConfig;
import io.dmxflux.ts.relay.RefusedPlanException;
import io.dmxflux.ts.relay.RelayEvent;
import io.dmxflux.ts.relay.RelayPlan;
import io.dmxflux.ts.relay.Relays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the user asked for, by arguments or by a file.
 *
 * @param plans a plan for each input
 * @param config the file they come from; empty for arguments
 */
record RelayJob(List<RelayPlan> plans, Optional<RelayConfig> config) {

    static RelayJob of(RelayPlan plan) {
        return new RelayJob(List.of(plan), Optional.empty());
    }

    static RelayJob of(RelayConfig config) {
        return new RelayJob(config.plans(), Optional.of(config));
    }

    /** What would be done: a line for each input, and one for each of its outputs. */
    List<String> lines() {
        return plans.stream()
                .flatMap(plan -> Stream.concat(
                        Stream.of(plan.from().name()),
                        plan.destinations().stream().map(to -> "  -> " + to)))
                .toList();
    }

    /** Runs it until it ends; returns the exit code. */
    int run(Messages messages) {
        Relays relays = open(messages);
        Runnable stopWatching = config.<Runnable>map(
                        file -> ConfigWatch.start(file, next -> change(relays, next), messages)::close)
                .orElse(() -> {});
        return new RunningRelays(relays, stopWatching, messages).untilTheyEnd();
    }

    private Relays open(RelayEvent.Listener listener) {
        if (config.isPresent()) {
            return located(config.get(), () -> Relays.open(plans, listener));
        }
        RelayPlan plan = plans.get(0);
        return plan.isWhole()
                ? Relays.straight(plan.from(), plan.outputs().get(0).to(), listener)
                : Relays.open(plans, listener);
    }

    private static void change(Relays relays, RelayConfig next) {
        located(next, () -> {
            relays.change(next.plans());
            return relays;
        });
    }

    /** Adds file, line and key to what is refused. */
    private static Relays located(RelayConfig file, Supplier<Relays> open) {
        try {
            return open.get();
        } catch (RefusedPlanException e) {
            throw file.located(e);
        }
    }
}
