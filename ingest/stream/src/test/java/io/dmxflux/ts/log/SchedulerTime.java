// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/**
 * Both clocks of a scheduler whose time is virtual.
 *
 * @param scheduler whose
 * @param startMillis what the wall clock shows at its beginning
 */
record SchedulerTime(Scheduler scheduler, long startMillis) implements LogTime {

    @Override
    public long nanos() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    @Override
    public long wallMillis() {
        return startMillis + scheduler.now(TimeUnit.MILLISECONDS);
    }
}
