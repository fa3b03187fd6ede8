// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.time.Duration;

/**
 * How much of a stream is kept. Whole segments are deleted, the oldest first, and never the one that is being written: so more
 * is kept than this says, by up to a segment.
 *
 * @param age the most time that a segment stays after its last chunk; zero for no limit
 * @param bytes the most bytes of all segments; 0 for no limit
 */
public record LogRetention(Duration age, long bytes) {

    /** Everything is kept. */
    public static final LogRetention ALL = new LogRetention(Duration.ZERO, 0);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public LogRetention {
        Check.argument(!Check.given(age, "age").isNegative(), "age", age, "not negative; zero for no limit");
        Check.argument(bytes >= 0, "bytes", bytes, "not negative; 0 for no limit");
    }
}
