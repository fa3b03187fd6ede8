// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service as a multiplex lists it.
 *
 * @param serviceId {@code service_id}
 * @param name {@code service_name}, of no letters where the SDT has none; empty while no SDT has come
 */
public record ListedService(int serviceId, Optional<String> name) {

    /**
     * How many PATs are waited for before something else is taken to be missing: a PMT comes as often, an SDT every 2 s at
     * least, a PAT every 0.5 s. Generous.
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
                .map(known -> known.service(serviceId)
                        .map(service -> service.name().strip())
                        .orElse(""));
    }

    /** Names it, if only with nothing. */
    ListedService named() {
        return new ListedService(serviceId, Optional.of(name.orElse("")));
    }

    @Override
    public String toString() {
        return serviceId
                + name.filter(text -> !text.isEmpty())
                        .map(text -> " \"" + text + '"')
                        .orElse("");
    }
}
