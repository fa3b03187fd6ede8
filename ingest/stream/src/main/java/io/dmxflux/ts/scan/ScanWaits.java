// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.check.Check;
import java.time.Duration;

/**
 * How long a scan waits. The repetition rates of tables are those of ETSI TR 101 211, which many networks stretch.
 *
 * @param lock for a lock after tuning, and again for the first packet after the lock
 * @param programs for the PAT after the first packet, and again for the PMTs after the PAT
 * @param services for the SDT after the first packet
 * @param network for the NIT after the first packet, which comes as seldom as each 10 seconds
 */
public record ScanWaits(Duration lock, Duration programs, Duration services, Duration network) {

    private static final Duration LONGEST = Duration.ofDays(1);

    /** What users of other scanners know: 4 s, 1 s, 2 s and 12 s. */
    public static final ScanWaits USUAL =
            new ScanWaits(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(12));

    private static final int MOST_TIMES = 20;

    /**
     * Checks the times.
     *
     * @throws IllegalArgumentException in one line, if one is negative or longer than a day, or that for a lock is zero
     */
    public ScanWaits {
        check(lock, "lock");
        Check.argument(!lock.isZero(), "lock", lock, "more than 0");
        check(programs, "programs");
        check(services, "services");
        check(network, "network");
    }

    private static void check(Duration time, String name) {
        Check.argument(!Check.given(time, name).isNegative() && time.compareTo(LONGEST) <= 0, name, time, "0 to a day");
    }

    /**
     * Returns the same times, longer.
     *
     * @param times 1 to 20
     * @return all of them so many times as long
     */
    public ScanWaits times(int times) {
        Check.argument(
                times >= 1 && times <= MOST_TIMES, "timeout", times, "how many times as long, 1 to " + MOST_TIMES);
        return new ScanWaits(
                lock.multipliedBy(times),
                programs.multipliedBy(times),
                services.multipliedBy(times),
                network.multipliedBy(times));
    }
}
