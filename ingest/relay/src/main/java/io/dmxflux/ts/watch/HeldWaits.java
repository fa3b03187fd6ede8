// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds back for one look and a part of the next that an output waits: outputs are opened before their input is, and what an
 * operator looks at first is the input.
 *
 * <p><b>Threading:</b> any.
 */
final class HeldWaits {

    private static final int LOOKS = 2;

    private static final class Held {

        private final RelayEvent event;
        private int looks;

        Held(RelayEvent event) {
            this.event = event;
        }
    }

    private final Map<String, Held> held = new LinkedHashMap<>();

    /** Takes an event; returns true if it is told later. */
    synchronized boolean hold(RelayEvent event) {
        return event instanceof WaitEvent.OutputWaits waits
                && held.putIfAbsent(waits.output(), new Held(waits)) == null;
    }

    /** Returns what has to be told before an event: that this output has waited. */
    synchronized Optional<RelayEvent> before(RelayEvent event) {
        @Nullable String output = null;
        if (event instanceof WaitEvent.OutputIsBack back) {
            output = back.output();
        } else if (event instanceof WaitEvent.OutputWaits waits) { // for something else by now
            output = waits.output();
        }
        return Optional.ofNullable(output == null ? null : held.remove(output)).map(one -> one.event);
    }

    /** Returns what has been held for long enough, at each look. */
    synchronized List<RelayEvent> due() {
        List<RelayEvent> due = new ArrayList<>();
        for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
            Held one = all.next();
            if (++one.looks >= LOOKS) {
                due.add(one.event);
                all.remove();
            }
        }
        return due;
    }

    /** Returns all that is held. */
    synchronized List<RelayEvent> all() {
        List<RelayEvent> all = held.values().stream().map(one -> one.event).toList();
        held.clear();
        return all;
    }
}
