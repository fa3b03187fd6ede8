// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.check.Check;

/** The limits of one stream, which may change while it goes on. Units: nanoseconds. Threading: one thread. */
final class LimitsInForce {

    private final long[] nanos = new long[Limit.values().length];

    LimitsInForce(Tr101290Config config) {
        set(config);
    }

    void set(Tr101290Config config) {
        Check.given(config, "config")
                .limits()
                .forEach((limit, time) -> nanos[limit.ordinal()] = Check.nanos(time, limit.toString()));
    }

    long nanos(Limit limit) {
        return nanos[limit.ordinal()];
    }
}
