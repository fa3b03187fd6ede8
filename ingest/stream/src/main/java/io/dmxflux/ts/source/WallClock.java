// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import java.util.concurrent.locks.LockSupport;

/** The time that a paced source goes by. */
interface WallClock {

    /** The machine's monotonic clock. */
    WallClock SYSTEM = new WallClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void await(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** Returns nanoseconds after some moment that stays the same. */
    long nanos();

    /** Waits for so many nanoseconds, or shorter: until the thread is interrupted, or for no reason. */
    void await(long nanos);
}
