// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.event.InputSlugs;
import io.dmxflux.ts.event.OutputName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers of inputs, services and outputs: those of a name, for the life of the process, whatever comes and goes beside it.
 *
 * <p><b>Threading:</b> any.
 */
final class Identifiers {

    private InputSlugs slugs = new InputSlugs();

    /** Of each input, by the names of its outputs. */
    private final Map<String, Map<String, String>> outputs = new HashMap<>();

    /** The names of services, by input; of the last look. */
    private final Map<String, Map<String, Integer>> services = new HashMap<>();

    /** Takes the names of inputs from here on. */
    synchronized void of(InputSlugs ofProcess) {
        slugs = ofProcess;
    }

    /** Returns that of an input, such as {@code dvb-0}. */
    synchronized String input(String name) {
        return slugs.of(name);
    }

    /** Returns that of a service, such as {@code dvb-0-28106}. */
    synchronized String service(String input, int serviceId) {
        return slugs.path(input, serviceId).toString();
    }

    /** Returns that of an output, such as {@code dvb-0/1}. */
    synchronized String output(String input, String output) {
        Map<String, String> known = outputs.computeIfAbsent(input, any -> new LinkedHashMap<>());
        return known.computeIfAbsent(output, any -> input(input) + "/" + (known.size() + 1));
    }

    /** Takes which services an input has now. */
    synchronized void names(String input, Map<String, Integer> byName) {
        services.put(input, Map.copyOf(byName));
    }

    /** Returns the identifier of a service that is told by its number or its name; empty if none of that name is known. */
    synchronized Optional<String> service(String input, String numberOrName) {
        Optional<Integer> serviceId = numberOrName.matches("\\d{1,5}")
                ? Optional.of(Integer.valueOf(numberOrName))
                : serviceId(input, numberOrName);
        return serviceId.map(number -> service(input, number));
    }

    /** Returns the number of a service; empty if none of that name is known. */
    synchronized Optional<Integer> serviceId(String input, String name) {
        return Optional.ofNullable(services.getOrDefault(input, Map.of()).get(name));
    }

    /** An output, and its input. */
    record Found(String input, String output) {}

    /**
     * Finds an output by what an event tells of it.
     *
     * @param input the input; null if the event does not know it
     * @param destination where it goes
     * @param service of the output; empty for a whole multiplex
     */
    synchronized Optional<Found> find(@Nullable String input, String destination, String service) {
        OutputName wanted = new OutputName(destination, service);
        List<String> inputs = input == null ? List.copyOf(outputs.keySet()) : List.of(input);
        return inputs.stream()
                .flatMap(one -> outputs.getOrDefault(one, Map.of()).entrySet().stream()
                        .filter(output -> OutputName.of(output.getKey()).equals(wanted))
                        .map(output -> new Found(one, output.getValue())))
                .findFirst();
    }
}
