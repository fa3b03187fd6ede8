// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what becomes of the services of one input: a change once, however many outputs a service has, and whatever they
 * drop of it. The PMT with which a service begins is no change, unless its output was said to wait for it.
 *
 * <p><b>Holds:</b> the last events of each service.
 * <p><b>Threading:</b> one thread, the splitter's.
 */
final class ServiceChanges implements Consumer<SplitEvent> {

    private final Consumer<SplitEvent> listener;
    private final Map<ServiceSelection, Told> services = new HashMap<>();

    ServiceChanges(Consumer<SplitEvent> listener) {
        this.listener = listener;
    }

    @Override
    public void accept(SplitEvent event) {
        Told told = services.computeIfAbsent(event.selection(), any -> new Told());
        boolean isNews =
                event instanceof SplitEvent.StreamsSelected streams ? told.selected(streams) : told.other(event);
        if (isNews) {
            listener.accept(event);
        }
    }

    /** What is known of one service. */
    private static final class Told {

        /** Of the last kind of what else was told. */
        private final Set<SplitEvent> others = new HashSet<>();

        private final Set<SplitEvent> conflicts = new HashSet<>();

        private SplitEvent.@Nullable StreamsSelected program;
        private @Nullable Class<?> kind;

        boolean selected(SplitEvent.StreamsSelected event) {
            SplitEvent.StreamsSelected before = program;
            program = event;
            return before == null ? kind != null : !event.isOfSameMap(before);
        }

        boolean other(SplitEvent event) {
            if (event instanceof SplitEvent.PidsInConflict) { // told with each PMT
                return conflicts.add(event);
            }
            if (event.getClass() != kind) {
                kind = event.getClass();
                others.clear();
            }
            return others.add(event);
        }
    }
}
