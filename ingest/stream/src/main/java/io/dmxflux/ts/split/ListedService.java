// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service in the list of a multiplex.
 *
 * @param serviceId {@code service_id}
 * @param name {@code service_name}; the empty string if the SDT has none; absent until an SDT lists the service
 */
public record ListedService(int serviceId, Optional<String> name) {

    /**
     * The number of PATs after which another table is taken to be missing. A PMT is as frequent as a PAT, an SDT comes at
     * least every 2 s, a PAT every 0.5 s.
     */
    static final int MOST_PATS = 25;

    /** Lists the PAT's services, with the SDT's names where there is one. */
    static List<ListedService> in(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        return programs.programs().stream()
                .map(Program::programNumber)
                .filter(id -> id != Program.NETWORK)
                .distinct()
                .map(id -> new ListedService(id, name(id, services)))
                .toList();
    }

    private static Optional<String> name(int serviceId, @Nullable ServiceDescriptionTable services) {
        return Optional.ofNullable(services)
                .flatMap(known -> known.service(serviceId))
                .map(service -> service.name().strip());
    }

    /** Returns the service with a name, the empty string if it has none. */
    ListedService named() {
        return new ListedService(serviceId, Optional.of(name.orElse("")));
    }

    @Override
    public String toString() {
        return serviceId
                + name.map(HarmlessText::title)
                        .filter(text -> !text.isEmpty())
                        .map(text -> " \"" + text + '"')
                        .orElse("");
    }
}
