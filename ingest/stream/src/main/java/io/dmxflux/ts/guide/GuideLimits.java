// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.check.Check;
import java.time.Duration;
import java.time.Instant;

/**
 * How much of a guide is kept, whatever is sent: once for services of this transport stream, and once for those of others.
 *
 * @param services most services
 * @param eventsOfService most events of one service
 * @param bytes most bytes of all sections, with what their events take beside their texts
 * @param past how long an event is kept behind its end
 * @param ahead how long before its start it is kept
 */
public record GuideLimits(int services, int eventsOfService, long bytes, Duration past, Duration ahead) {

    /** 1000 services, 4 MB, four hours back and four weeks ahead. */
    public static final GuideLimits DEFAULT =
            new GuideLimits(1_000, 3_000, 4_000_000, Duration.ofHours(4), Duration.ofDays(28));

    /**
     * Checks what is given.
     *
     * @throws IllegalArgumentException if a number is below 0
     */
    public GuideLimits {
        Check.argument(services >= 0, "services", services, "at least 0");
        Check.argument(eventsOfService >= 0, "eventsOfService", eventsOfService, "at least 0");
        Check.argument(bytes >= 0, "bytes", bytes, "at least 0");
        Check.given(past, "past");
        Check.given(ahead, "ahead");
    }

    boolean holds(Instant start, Instant end, Instant now) {
        return end.isAfter(now.minus(past)) && start.isBefore(now.plus(ahead));
    }
}
