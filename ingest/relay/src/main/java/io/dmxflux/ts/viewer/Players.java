// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Who plays a service by HTTP Live Streaming: addresses that have asked lately.
 *
 * <p><b>Holds:</b> {@value #MOST} addresses at most; more are not told apart.
 * <p><b>Threading:</b> any.
 */
final class Players {

    static final int MOST = 1000;

    /** When each has asked last. */
    private final Map<String, Long> asked = new HashMap<>();

    /** Notes that one asks. */
    synchronized void ask(String address) {
        if (asked.size() < MOST || asked.containsKey(address)) {
            asked.put(address, System.nanoTime());
        }
    }

    /** Forgets those that have not asked for longer, and returns how many there are. */
    synchronized int count(Duration pause) {
        long now = System.nanoTime();
        asked.values().removeIf(last -> now - last > pause.toNanos());
        return asked.size();
    }
}
