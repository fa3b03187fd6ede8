// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Tells listeners which services there are: the PAT's, with the SDT's names once it has come, or without names once so
 * many PATs have come that there seems to be none. Threading: in turn.
 */
final class ServiceList {

    /** An SDT comes every 2 s, a PAT every 0.5 s, both at least: generous. */
    private static final int MOST_PATS_BEFORE_SDT = 25;

    private final MultiplexSplitter splitter;
    private final List<Function<List<ListedService>, CompletableFuture<Void>>> listeners = new ArrayList<>();
    private List<ListedService> known = List.of();
    private int patsWithoutSdt;

    ServiceList(MultiplexSplitter splitter) {
        this.splitter = splitter;
    }

    void listen(Function<List<ListedService>, CompletableFuture<Void>> listener) {
        listeners.add(listener);
        if (!known.isEmpty()) {
            splitter.holdUntil(tell(listener, known));
        }
    }

    void forget(Function<List<ListedService>, CompletableFuture<Void>> listener) {
        listeners.remove(listener);
    }

    boolean isWanted() {
        return !listeners.isEmpty();
    }

    void look(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        tell(programs.programs().stream()
                .map(Program::programNumber)
                .filter(id -> id != Program.NETWORK)
                .distinct()
                .map(id -> new ListedService(id, name(id, services)))
                .toList());
    }

    private Optional<String> name(int serviceId, @Nullable ServiceDescriptionTable services) {
        if (services == null) {
            return patsWithoutSdt < MOST_PATS_BEFORE_SDT ? Optional.empty() : Optional.of("");
        }
        return services.service(serviceId)
                .map(service -> service.name().strip())
                .or(() -> Optional.of(""));
    }

    /** Notes that another PAT has come, of the programs that are known. */
    void patCame(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        if (services == null && ++patsWithoutSdt == MOST_PATS_BEFORE_SDT) {
            look(programs, null);
        }
    }

    private void tell(List<ListedService> now) {
        if (!now.equals(known)) {
            known = now;
            listeners.forEach(listener -> splitter.holdUntil(tell(listener, now)));
        }
    }

    private static CompletableFuture<Void> tell(
            Function<List<ListedService>, CompletableFuture<Void>> listener, List<ListedService> now) {
        try {
            return listener.apply(now);
        } catch (Throwable e) { // or nobody would follow the change
            Operators.onErrorDropped(e, Context.empty());
            return CompletableFuture.completedFuture(null);
        }
    }
}
