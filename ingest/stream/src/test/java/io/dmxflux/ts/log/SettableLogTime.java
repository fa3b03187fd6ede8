// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.time.Duration;

/** The time that a test says it is. */
final class SettableLogTime implements LogTime {

    private volatile Duration passed = Duration.ZERO;
    private volatile Duration stepped = Duration.ZERO;

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** Steps the wall clock. */
    void step(Duration by) {
        stepped = stepped.plus(by);
    }

    @Override
    public long nanos() {
        return passed.toNanos();
    }

    @Override
    public long wallMillis() {
        return LoggedStream.START_MILLIS + passed.plus(stepped).toMillis();
    }
}
