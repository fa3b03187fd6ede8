// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clocks of a multiplex, of {@value #MOST} PIDs: one more takes the place of that which came last the longest ago. */
final class PcrRings {

    static final int MOST = 256;

    private final IntObjectMap<PcrRing> rings = new IntObjectHashMap<>();

    /** Returns the ring of a PID, which may be a new one. */
    PcrRing of(int pid, long now) {
        PcrRing ring = rings.get(pid);
        if (ring == null) {
            if (rings.size() >= MOST) {
                rings.remove(oldest(now).pid());
            }
            ring = new PcrRing(pid);
            rings.put(pid, ring);
        }
        return ring;
    }

    private PcrRing oldest(long now) {
        PcrRing oldest = rings.values().iterator().next();
        for (PcrRing ring : rings.values()) {
            if (now - ring.lastNanos() > now - oldest.lastNanos()) {
                oldest = ring;
            }
        }
        return oldest;
    }

    /** Packets of a PID are missing. */
    void missing() {
        rings.values().forEach(PcrRing::missing);
    }

    /** Packets of any PID may be missing, and are not the stream's. */
    void interrupt() {
        rings.values().forEach(PcrRing::interrupt);
    }

    /** Returns the ring of a PID for another thread; null if it has none. */
    @Nullable
    PcrRing copy(int pid) {
        PcrRing ring = rings.get(pid);
        return ring == null ? null : ring.copy();
    }

    List<Integer> pids() {
        return rings.keySet().stream().sorted().toList();
    }
}
