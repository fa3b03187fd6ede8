// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A change of all relays of a process, plan by plan: what is new is open, and nothing else has happened yet. */
final class RelaysChange {

    private final Map<InputUri, RelaySlot> before;
    private final Consumer<String> notice;
    private final Map<InputUri, RelaySlot> after = new LinkedHashMap<>();
    private final List<RelaySlot> opened = new ArrayList<>();
    private final List<RelaySlot.Change> changes = new ArrayList<>();

    RelaysChange(Map<InputUri, RelaySlot> before, Consumer<String> notice) {
        this.before = before;
        this.notice = notice;
    }

    /**
     * Opens what a plan has that is not there yet.
     *
     * @throws RefusedPlanException if its input or an output cannot be
     */
    void add(RelayPlan plan) {
        RelaySlot slot = before.get(plan.from());
        if (slot == null || !slot.canBecome(plan)) {
            slot = new RelaySlot(plan, MultiplexRelay.open(plan, notice));
            opened.add(slot);
        } else {
            slot.prepare(plan).ifPresent(changes::add);
        }
        after.put(plan.from(), slot);
    }

    void discard() {
        changes.forEach(RelaySlot.Change::discard);
        opened.forEach(slot -> slot.close(Duration.ZERO));
    }

    /** Changes the relays that stay. */
    void apply() {
        changes.forEach(RelaySlot.Change::apply);
    }

    /** Relays that are to begin. */
    List<RelaySlot> opened() {
        return opened;
    }

    /** Relays that are to end. */
    List<RelaySlot> leaving() {
        return before.values().stream()
                .filter(slot -> !after.containsValue(slot))
                .toList();
    }

    /** All relays after the change, in the order of the plans. */
    Map<InputUri, RelaySlot> after() {
        return after;
    }
}
