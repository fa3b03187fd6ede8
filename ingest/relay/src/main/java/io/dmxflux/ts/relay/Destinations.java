// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.FileOutput;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.OutputHistory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The destinations of one process: which output sends to each, and what the receivers of each had last, over all changes of
 * configuration. Two outputs to one destination are garbage to receivers, unless both say that they share it.
 *
 * <p>Plans are checked as a whole before they are opened ({@link #check}). An output for a service that appears later is
 * refused while another one has its destination.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Destinations {

    /** The template of an output that is not for every service. */
    private static final String NO_TEMPLATE = "";

    private final Map<Object, OutputHistory> histories = new HashMap<>();
    private final Function<OutputUri, OutputHistory> begin;

    /** The template by which each was opened. */
    private final Map<Owner, String> owners = new LinkedHashMap<>();

    /** Destinations to which nothing has been sent. */
    Destinations() {
        this(to -> OutputHistory.begin());
    }

    /** Destinations to which another process may have sent. */
    Destinations(Function<OutputUri, OutputHistory> begin) {
        this.begin = begin;
    }

    /**
     * An output that sends, without its bounds.
     *
     * @param from its input
     * @param output what it sends, and where
     */
    record Owner(InputUri from, RelayPlan.Output output) {

        Owner {
            output = output.unbounded();
        }

        @Override
        public String toString() {
            return output + " of " + from.name();
        }
    }

    /** Returns what receivers of a destination had last; the beginning if there is nothing. */
    synchronized OutputHistory history(OutputUri to) {
        return histories.computeIfAbsent(to.place(), place -> begin.apply(to));
    }

    /** Notes an output that starts; it has been checked with its plan, or claimed. */
    synchronized void started(Owner owner) {
        owners.putIfAbsent(owner, NO_TEMPLATE);
    }

    /**
     * Notes an output for a service.
     *
     * @param owner the output
     * @param template where each service goes
     * @throws IllegalArgumentException in one line, if another one has its destination
     */
    synchronized void claim(Owner owner, String template) {
        owner(owner, owners).ifPresent(other -> {
            throw taken(owner.output().to(), other);
        });
        owners.put(owner, template);
    }

    private static IllegalArgumentException taken(OutputUri to, Owner other) {
        String expected = to instanceof FileOutput ? "a place of its own" : "a place of its own, or ?shared with both";
        return new IllegalArgumentException(to + ": is another output's, " + other + " (expected: " + expected + ")");
    }

    private static Optional<Owner> owner(Owner owner, Map<Owner, String> among) {
        return among.keySet().stream()
                .filter(other -> !other.equals(owner))
                .filter(other -> other.output().to().meets(owner.output().to()))
                .findFirst();
    }

    synchronized void release(Owner owner) {
        owners.remove(owner);
    }

    /**
     * Refuses plans of which two outputs have the same destination, or one has that of a service's output that goes on.
     *
     * @param plans all plans from here on
     * @throws RefusedPlanException naming both
     */
    synchronized void check(List<RelayPlan> plans) {
        Map<Owner, String> planned = new LinkedHashMap<>();
        for (RelayPlan plan : plans) {
            plan.outputs().forEach(output -> plan(new Owner(plan.from(), output), planned));
            plan.everyService()
                    .flatMap(EveryService::first)
                    .ifPresent(to -> plan(new Owner(plan.from(), RelayPlan.Output.whole(to)), planned));
        }
        owners.forEach((owner, template) -> {
            if (plans.stream().anyMatch(plan -> keeps(plan, owner, template))) {
                plans.forEach(plan -> plan.outputs().stream()
                        .map(output -> new Owner(plan.from(), output))
                        .forEach(next -> refuse(next, owner(next, Map.of(owner, template)))));
            }
        });
    }

    /** Tells whether the output of a service goes on with a plan. */
    private static boolean keeps(RelayPlan plan, Owner owner, String template) {
        return plan.from().equals(owner.from())
                && plan.everyService()
                        .filter(every -> every.to().equals(template)
                                && every.edit().equals(owner.output().edit()))
                        .isPresent();
    }

    private static void plan(Owner owner, Map<Owner, String> planned) {
        refuse(owner, owner(owner, planned));
        planned.put(owner, NO_TEMPLATE);
    }

    private static void refuse(Owner owner, Optional<Owner> before) {
        OutputUri to = owner.output().to();
        before.ifPresent(other -> RefusedPlanException.naming(to, () -> {
            throw taken(to, other);
        }));
    }
}
