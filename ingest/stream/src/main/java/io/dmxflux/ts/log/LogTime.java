// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

/** The clocks of a log. */
interface LogTime {

    /** The machine's. */
    LogTime MACHINE = new LogTime() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Returns nanoseconds since a fixed moment, of a clock that never steps. */
    long nanos();

    /** Returns milliseconds since 1970, of one that may. */
    long wallMillis();
}
