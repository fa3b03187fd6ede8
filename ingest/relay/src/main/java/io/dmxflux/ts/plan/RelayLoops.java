// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs that send to each other in a circle: A to B and B to A. What comes in goes around for ever, and more of it each time.
 * An input that sends to itself is refused by its plan.
 *
 * <p><b>Threading:</b> functions without state.
 */
public final class RelayLoops {

    private RelayLoops() {}

    /**
     * Refuses plans of which one leads back to itself by others.
     *
     * @param plans all that run together
     * @throws RefusedPlanException in one line, for the output that closes a loop
     */
    public static void refuse(List<RelayPlan> plans) {
        plans.forEach(plan -> follow(List.of(plan), plans));
    }

    /** Goes on from the last of a way, on which no plan is twice. */
    private static void follow(List<RelayPlan> way, List<RelayPlan> plans) {
        RelayPlan last = way.get(way.size() - 1);
        for (RelayPlan next : plans) {
            if (next == last) {
                continue;
            }
            outputs(last)
                    .filter(to -> isReceivedBy(to, next.from()))
                    .findFirst()
                    .ifPresent(to -> {
                        if (next == way.get(0)) {
                            refuse(to, way);
                        }
                        if (!way.contains(next)) {
                            List<RelayPlan> further = new ArrayList<>(way);
                            further.add(next);
                            follow(further, plans);
                        }
                    });
        }
    }

    private static Stream<OutputUri> outputs(RelayPlan plan) {
        return Stream.concat(
                plan.outputs().stream().map(RelayPlan.Output::to),
                plan.everyService().stream().map(EveryService::example));
    }

    private static boolean isReceivedBy(OutputUri to, InputUri from) {
        try {
            to.refuseIfInput(from);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static void refuse(OutputUri to, List<RelayPlan> way) {
        String inputs =
                String.join(" -> ", way.stream().map(plan -> plan.from().name()).toList());
        RefusedPlanException.naming(to, () -> {
            throw new IllegalArgumentException(to + ": is the input again, by " + inputs + " -> "
                    + way.get(0).from().name() + " (expected: no loop; another group, host or port)");
        });
    }
}
