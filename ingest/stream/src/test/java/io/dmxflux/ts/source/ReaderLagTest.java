// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.log.LogEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReaderLagTest {

    private static final long START_MILLIS = 1_800_000_000_000L;
    private static final long START_NANOS = 77;

    private final List<LogEvent> events = new ArrayList<>();
    private final ReaderLag lag = new ReaderLag("hd", events::add);

    private void look(long atMillis, long lagMillis) {
        look(START_MILLIS + atMillis, atMillis, lagMillis);
    }

    private void look(long wallMillis, long atMillis, long lagMillis) {
        lag.look(wallMillis - lagMillis, wallMillis, START_NANOS + TimeUnit.MILLISECONDS.toNanos(atMillis));
    }

    @Test
    void aLagIsToldOnceAndWhenItIsOver() {
        look(0, 200);
        for (long at = 1_000; at <= 4_000; at += 100) {
            look(at, 5_000 + at);
        }
        look(4_020, 2_600);
        look(4_040, 2_400);
        look(4_060, 200);
        assertThat(events)
                .containsExactly(
                        new LogEvent.Lags("hd", Duration.ofMillis(7_000)),
                        new LogEvent.IsLive("hd", Duration.ofMillis(3_040), Duration.ofMillis(9_000)));
    }

    /** What was stamped before is read behind the step. */
    @Test
    void aClockThatIsSetIsNoLag() {
        look(0, 200);
        look(START_MILLIS + 3_600_000, 100, 3_600_200);
        for (long at = 120; at < 5_000; at += 20) {
            look(START_MILLIS + 3_600_000, at, 200);
        }
        look(START_MILLIS, 5_000, -3_599_800);
        look(START_MILLIS, 5_020, 200);
        assertThat(events).isEmpty();
    }

    /** As behind a log that was away. */
    @Test
    void aBacklogThatIsReadAtOnceIsNotTold() {
        for (int i = 0; i < 400; i++) {
            look(10_000 + i, 8_000 - i * 20);
        }
        assertThat(events).isEmpty();
    }
}
