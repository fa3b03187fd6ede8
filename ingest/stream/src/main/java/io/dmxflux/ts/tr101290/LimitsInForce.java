// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.check.Check;
import org.jspecify.annotations.Nullable;

/** The limits of one stream, which may change while it goes on. Units: nanoseconds. Threading: one thread. */
final class LimitsInForce {

    /** More than a packet takes from the input to the socket. */
    private static final long UNDER_WAY_NANOS = 5_000_000_000L;

    private final long[] nanos = new long[Limit.values().length];

    /** What is to come; {@code null} if nothing is. */
    private @Nullable Tr101290Config next;

    /** Whether it is known when. */
    private boolean isPlanned;

    private long dueNanos;

    LimitsInForce(Tr101290Config config) {
        set(config);
    }

    private void set(Tr101290Config config) {
        Check.given(config, "config")
                .limits()
                .forEach((limit, time) -> nanos[limit.ordinal()] = Check.nanos(time, limit.toString()));
    }

    /**
     * Takes the limits of another configuration.
     *
     * @param underWay whether packets come that were judged by those before: what forbids more waits for five seconds of packets
     */
    void take(Tr101290Config config, boolean underWay) {
        long[] now = nanos.clone();
        set(config);
        for (int limit = 0; underWay && limit < now.length; limit++) {
            nanos[limit] = Math.max(nanos[limit], now[limit]);
        }
        next = underWay ? config : null;
        isPlanned = false;
    }

    /** Takes what is due. */
    void advance(long now) {
        Tr101290Config later = next;
        if (later == null) {
            return;
        }
        if (!isPlanned) {
            isPlanned = true;
            dueNanos = now + UNDER_WAY_NANOS;
        } else if (now - dueNanos >= 0) {
            next = null;
            set(later);
        }
    }

    long nanos(Limit limit) {
        return nanos[limit.ordinal()];
    }
}
