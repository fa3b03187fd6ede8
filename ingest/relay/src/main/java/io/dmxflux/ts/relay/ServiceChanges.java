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
 * Passes on what becomes of the services of one input: a change once, however many outputs a service has. The PMT with which
 * a service begins is no change, unless its output was said to wait for it.
 *
 * <p><b>Shape:</b> outputs that drop different streams of a service are told of one by one.
 * <p><b>Holds:</b> the last events of each service.
 * <p><b>Threading:</b> one thread, the splitter's.
 */
final class ServiceChanges implements Consumer<SplitEvent> {

    private static final int NONE = -1;

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

        /** Of one version of the PMT; more than one if outputs drop different streams. */
        private final Set<SplitEvent> programs = new HashSet<>();

        /** Of the last kind of what else was told. */
        private final Set<SplitEvent> others = new HashSet<>();

        private final Set<SplitEvent> conflicts = new HashSet<>();

        private @Nullable Class<?> kind;
        private int version = NONE;
        private boolean isChange;

        boolean selected(SplitEvent.StreamsSelected event) {
            if (event.versionNumber() != version) {
                isChange = version != NONE || kind != null;
                version = event.versionNumber();
                programs.clear();
            }
            return programs.add(event) && isChange;
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
