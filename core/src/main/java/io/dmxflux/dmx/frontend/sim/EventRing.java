// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;

/** The changes of a status that nobody has taken yet: the last eight, as the kernel keeps them. */
final class EventRing {

    static final int KEPT = 8;

    private final Queue<Integer> events = new ArrayDeque<>();
    private boolean lost;

    void add(int status) {
        if (events.size() == KEPT) {
            events.remove();
            lost = true;
        }
        events.add(status);
    }

    /** Tells, once, whether some were lost. */
    boolean takeLost() {
        boolean were = lost;
        lost = false;
        return were;
    }

    OptionalInt take() {
        Integer next = events.poll();
        return next == null ? OptionalInt.empty() : OptionalInt.of(next);
    }

    void clear() {
        events.clear();
        lost = false;
    }
}
