// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts a simulated device's calls and carries out its plan of faults. Threading: any thread. */
final class FaultCounter {

    private final String path;
    private final FaultPlan plan;
    private final AtomicLongArray calls = new AtomicLongArray(DmxVerb.values().length);

    FaultCounter(String path, FaultPlan plan) {
        this.path = path;
        this.plan = plan;
    }

    BufferLimits limits() {
        return plan.limits();
    }

    /** Counts a call and fails it if the plan says so; an interrupted one is made again, as the kernel's devices do. */
    void called(DmxVerb verb) {
        Errno errno;
        do {
            errno = plan.failureOf(verb, calls.incrementAndGet(verb.ordinal())).orElse(null);
        } while (errno == Errno.EINTR);
        if (errno != null) {
            throw new ErrnoException(verb.call(), path, errno, Cure.DEMUX);
        }
    }

    ErrnoException error(DmxVerb verb, Errno errno, String cure) {
        return new ErrnoException(verb.call(), path, errno, cure);
    }
}
