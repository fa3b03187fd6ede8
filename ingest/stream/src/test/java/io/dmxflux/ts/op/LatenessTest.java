// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenessTest {

    private final Lateness lateness = new Lateness();

    private void depart(int packets, long dueMillis, long lateMillis) {
        long due = TimeUnit.MILLISECONDS.toNanos(dueMillis);
        lateness.departed(packets, due, due + TimeUnit.MILLISECONDS.toNanos(lateMillis));
    }

    private static LatenessStats late(long packets, long worstMillis) {
        return new LatenessStats(packets, TimeUnit.MILLISECONDS.toNanos(worstMillis));
    }

    @Test
    void upToTheLimitNothingIsLate() {
        depart(7, 0, -8);
        depart(7, 100, 0);
        depart(7, 200, 50);
        assertThat(lateness.stats()).isEqualTo(LatenessStats.NONE);
        depart(7, 300, 51);
        assertThat(lateness.stats()).isEqualTo(late(7, 51));
    }

    @Test
    void theWorstIsThatOfTheTimeSinceItBeganAgain() {
        depart(7, 0, 80);
        depart(14, 1_000, 200);
        depart(7, 2_000, 60);
        assertThat(lateness.stats()).isEqualTo(late(28, 200));
        depart(7, 8_000, 70);
        assertThat(lateness.stats()).as("after 5 s without any").isEqualTo(late(35, 70));
    }

    /** As after a stop of the process, when packets leave a little late for other reasons. */
    @Test
    void theWorstIsForgottenWhileOthersGoOnToBeLate() {
        depart(7, 0, 4_990);
        depart(7, 5_500, 90);
        assertThat(lateness.stats()).isEqualTo(late(14, 4_990));
        depart(7, 6_100, 60);
        depart(7, 6_900, 80);
        depart(7, 7_700, 70);
        assertThat(lateness.stats()).isEqualTo(late(35, 80));
    }

    @Test
    void itTellsWhetherABurstWasLateBeforeTheLastOne() {
        depart(7, 0, 10);
        assertThat(lateness.wasLate(Duration.ofSeconds(5))).isFalse();
        depart(7, 1_000, 60);
        depart(7, 6_000, 0);
        assertThat(lateness.wasLate(Duration.ofSeconds(5))).isTrue();
        depart(7, 6_060, 0);
        assertThat(lateness.wasLate(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void theNextSinkCountsOn() {
        assertThat(late(7, 80).plus(LatenessStats.NONE)).isEqualTo(late(7, 80));
        assertThat(late(7, 80).plus(late(2, 60))).isEqualTo(late(9, 60));
    }
}
