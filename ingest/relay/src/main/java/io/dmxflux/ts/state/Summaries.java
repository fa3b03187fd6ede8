// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts all inputs, services and outputs into one line. */
final class Summaries {

    private Summaries() {}

    /** Sums up. */
    static RelayState.Summary of(
            Collection<InputState> inputs, Collection<ServiceState> services, Collection<OutputState> outputs) {
        List<Condition> ofInputs = inputs.stream().map(InputState::state).toList();
        List<Condition> ofServices = services.stream().map(ServiceState::state).toList();
        List<Condition> ofOutputs = outputs.stream().map(OutputState::state).toList();
        List<String> faults = new ArrayList<>();
        add(faults, count(ofInputs, Condition.WAITING::equals), "input", "waits", "wait");
        add(faults, count(ofInputs, Condition.SILENT::equals), "input", "is silent", "are silent");
        add(faults, count(ofInputs, Condition.FAULT::equals), "input", "has failed", "have failed");
        long away = count(ofServices, Condition::isFault);
        if (away > 0) {
            String of = services.size() == 1 ? "" : " of " + services.size();
            faults.add(away + of + (services.size() == 1 ? " service " : " services ") + (away == 1 ? "is" : "are")
                    + " not on air");
        } else if (faults.isEmpty()) { // of those the services tell
            add(faults, count(ofOutputs, Condition::isFault), "output", "sends nothing", "send nothing");
        }
        if (!faults.isEmpty()) {
            return new RelayState.Summary(Condition.FAULT, String.join(", ", faults), services.size(), bitrate(inputs));
        }
        List<String> attended = new ArrayList<>();
        add(attended, count(ofServices, Condition.ATTENTION::equals), "service", "needs attention", "need attention");
        if (attended.isEmpty()) { // as what is wrong with an output is wrong with its service
            add(attended, count(ofOutputs, Condition.ATTENTION::equals), "output", "needs attention", "need attention");
        }
        if (attended.isEmpty()) {
            add(attended, count(ofInputs, Condition.ATTENTION::equals), "input", "needs attention", "need attention");
        }
        Condition state = attended.isEmpty() ? Condition.OK : Condition.ATTENTION;
        String text = attended.isEmpty() ? "all on air" : "all on air; " + attended.get(0);
        return new RelayState.Summary(state, text, services.size(), bitrate(inputs));
    }

    private static void add(List<String> parts, long count, String what, String does, String doThey) {
        if (count > 0) {
            parts.add(count + " " + what + (count == 1 ? " " + does : "s " + doThey));
        }
    }

    private static long count(List<Condition> all, Predicate<Condition> wanted) {
        return all.stream().filter(wanted).count();
    }

    private static @Nullable Long bitrate(Collection<InputState> inputs) {
        List<Long> known = inputs.stream()
                .map(InputState::bitrate)
                .filter(rate -> rate != null)
                .toList();
        return known.isEmpty() ? null : known.stream().mapToLong(rate -> rate).sum();
    }
}
