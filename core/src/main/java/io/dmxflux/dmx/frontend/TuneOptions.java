// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;
import java.time.Duration;

/**
 * How a frontend is watched.
 *
 * @param statusEvery how often the status is read, at least 10 ms
 * @param figuresEvery how often the statistics are read, at least as long as that
 * @param retuneAfter how long without a lock until the frontend is tuned again, at least as long as that; without one since, it is
 *     tuned after twice that again, and then each four times that
 */
public record TuneOptions(Duration statusEvery, Duration figuresEvery, Duration retuneAfter) {

    private static final long SHORTEST_NANOS = 10_000_000;

    /** The status 10 times a second, the figures each second, tuned again after 5 seconds. */
    public static final TuneOptions DEFAULT =
            new TuneOptions(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(5));

    /**
     * Checks the times.
     *
     * @throws IllegalArgumentException in one line, if one is too short
     */
    public TuneOptions {
        Check.argument(
                Check.nanos(statusEvery, "statusEvery") >= SHORTEST_NANOS, "statusEvery", statusEvery, "10 ms or more");
        checkNotShorter(figuresEvery, "figuresEvery", statusEvery);
        checkNotShorter(retuneAfter, "retuneAfter", statusEvery);
    }

    private static void checkNotShorter(Duration time, String name, Duration statusEvery) {
        Check.argument(Check.given(time, name).compareTo(statusEvery) >= 0, name, time, statusEvery + " or more");
    }

    /**
     * Returns the same with another patience.
     *
     * @param time how long without a lock until the frontend is tuned again
     * @return options
     */
    public TuneOptions withRetuneAfter(Duration time) {
        return new TuneOptions(statusEvery, figuresEvery, time);
    }
}
