// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.ArrayList;
import java.util.List;
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
        List<ListedService> now = ListedService.in(programs, services);
        tell(
                patsWithoutSdt < ListedService.MOST_PATS
                        ? now
                        : now.stream().map(ListedService::named).toList());
    }

    /** Notes that another PAT has come, of the programs that are known. */
    void patCame(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        if (services == null && ++patsWithoutSdt == ListedService.MOST_PATS) {
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
