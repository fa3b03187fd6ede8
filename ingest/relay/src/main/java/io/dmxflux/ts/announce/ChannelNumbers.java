// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A number for each service, as a tuner's lineup has them: no two alike, and the same whenever the same services are served.
 *
 * <p>A service has its logical channel number, or where it has none, or another service has it, its service_id; where that is
 * taken too, {@code 28106.1} and so on.
 */
final class ChannelNumbers {

    private ChannelNumbers() {}

    static Map<ServedService, String> of(List<ServedService> services) {
        Map<ServedService, String> numbers = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        services.stream()
                .sorted((one, other) -> one.path().compareTo(other.path()))
                .forEach(service -> {
                    Integer number = service.number();
                    if (number != null && taken.add(number.toString())) {
                        numbers.put(service, number.toString());
                    }
                });
        services.stream()
                .sorted((one, other) -> one.path().compareTo(other.path()))
                .forEach(service -> {
                    if (!numbers.containsKey(service)) {
                        numbers.put(service, free(service, taken));
                    }
                });
        return numbers;
    }

    private static String free(ServedService service, Set<String> taken) {
        String number = Integer.toString(service.path().serviceId());
        String free = number;
        for (int n = 1; !taken.add(free); n++) {
            free = number + "." + n;
        }
        return free;
    }
}
