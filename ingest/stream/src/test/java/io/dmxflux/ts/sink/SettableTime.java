// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** The time that a test says it is. */
final class SettableTime implements RecordingStream.Time {

    private static final ZonedDateTime START = ZonedDateTime.of(2026, 11, 26, 12, 59, 0, 0, ZoneOffset.ofHours(1));

    private volatile Duration passed = Duration.ZERO;

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    @Override
    public long millis() {
        return passed.toMillis();
    }

    @Override
    public ZonedDateTime local() {
        return START.plus(passed);
    }
}
