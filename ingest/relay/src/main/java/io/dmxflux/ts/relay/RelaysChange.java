// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RelayPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A change of all relays, plan by plan: what is new is open, and nothing else has happened yet. */
final class RelaysChange {

    private final RelayInputs inputs;
    private final Destinations destinations;
    private final Opener opener;
    private final RelayEvent.Listener listener;
    private final Map<InputUri, RelayInputs.Run> after = new LinkedHashMap<>();
    private final List<RelayInputs.Run> opened = new ArrayList<>();
    private final List<Relay.Change> changes = new ArrayList<>();

    RelaysChange(RelayInputs inputs, Destinations destinations, Opener opener, RelayEvent.Listener listener) {
        this.inputs = inputs;
        this.destinations = destinations;
        this.opener = opener;
        this.listener = listener;
    }

    /** Opens a relay. */
    interface Opener {

        /** The relay of a plan, among others of the process; fails as {@link MultiplexRelay#open} does. */
        Relay open(RelayPlan plan, Destinations destinations, RelayEvent.Listener listener);
    }

    /** Opens what a plan has that is not there yet; refuses it if its input or an output cannot be. */
    void add(RelayPlan plan) {
        RelayInputs.Run run = inputs.of(plan.from());
        if (run == null || !run.canBecome(plan)) {
            run = inputs.opened(opener.open(plan, destinations, listener));
            opened.add(run);
        } else {
            changes.add(run.prepare(plan));
        }
        after.put(plan.from(), run);
    }

    void discard() {
        changes.forEach(Relay.Change::discard);
        opened.forEach(run -> run.relay().close(Duration.ZERO));
    }

    /** All relays from here on. */
    Map<InputUri, RelayInputs.Run> after() {
        return after;
    }

    /** Those of them that are open and have not begun. */
    List<RelayInputs.Run> opened() {
        return opened;
    }

    /** What becomes of the others. */
    List<Relay.Change> changes() {
        return changes;
    }
}
