// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners which services there are: the PAT's, with the SDT's names. Names are waited for, but not for long,
 * since there are multiplexes without an SDT. Threading: in turn.
 */
final class ServiceList {

    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(3).toNanos();

    private final MultiplexSplitter splitter;
    private final List<Consumer<List<ListedService>>> listeners = new ArrayList<>();
    private List<ListedService> known = List.of();
    private List<ListedService> unnamed = List.of();
    private long unnamedNanos;

    ServiceList(MultiplexSplitter splitter) {
        this.splitter = splitter;
    }

    void listen(Consumer<List<ListedService>> listener) {
        listeners.add(listener);
        if (!known.isEmpty()) {
            listener.accept(known);
        }
    }

    boolean isWanted() {
        return !listeners.isEmpty();
    }

    void look(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        List<ListedService> now = programs.programs().stream()
                .map(program -> program.programNumber())
                .filter(id -> id != 0)
                .distinct()
                .map(id -> new ListedService(id, name(id, services)))
                .toList();
        if (services != null || isTooLate()) {
            unnamed = List.of();
            tell(now);
        } else {
            unnamedNanos = unnamed.isEmpty() ? splitter.now() : unnamedNanos;
            unnamed = now;
        }
    }

    private static String name(int serviceId, @Nullable ServiceDescriptionTable services) {
        return services == null
                ? ""
                : services.services().stream()
                        .filter(service -> service.serviceId() == serviceId)
                        .findFirst()
                        .map(service -> service.name().strip())
                        .orElse("");
    }

    /** Looks whether names have been waited for long enough. */
    void tick() {
        if (isTooLate()) {
            List<ListedService> now = unnamed;
            unnamed = List.of();
            tell(now);
        }
    }

    private boolean isTooLate() {
        return !unnamed.isEmpty() && splitter.now() - unnamedNanos > LONGEST_WAIT_NANOS;
    }

    private void tell(List<ListedService> now) {
        if (!now.equals(known)) {
            known = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }
}
