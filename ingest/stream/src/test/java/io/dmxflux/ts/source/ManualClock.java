// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import java.util.concurrent.atomic.AtomicLong;

/** A clock on which waiting takes no time: it is moved to where the waiting would have ended. */
final class ManualClock implements BufferReader.Clock {

    private final AtomicLong nanos = new AtomicLong(1L << 40);

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void await(long nanos) {
        this.nanos.addAndGet(nanos);
    }

    /** Lets time pass while nobody waits. */
    void advance(long nanos) {
        this.nanos.addAndGet(nanos);
    }
}
