// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.op.Histogram;
import org.junit.jupiter.api.Test;

/** Of counters that begin again, and of those that never do. */
class CountsTest {

    private static final long MILLI = 1_000_000;

    @Test
    void aCounterThatBeginsAgainGoesOn() {
        SteadyCounts counts = new SteadyCounts();
        assertThat(counts.of("a", 5)).isEqualTo(5);
        counts.forgetOthers();
        assertThat(counts.of("a", 3)).isEqualTo(8);
        counts.forgetOthers();
        assertThat(counts.of("a", 4)).isEqualTo(9);
        counts.forgetOthers();
        counts.forgetOthers();
        assertThat(counts.of("a", 4)).isEqualTo(4);
    }

    @Test
    void latenessIsThatOfTheLastMinute() {
        RecentLateness lateness = new RecentLateness();
        Histogram histogram = Histogram.ofLateness();
        assertThat(lateness.of("a", histogram.counts())).isNull();
        lateness.looked();
        for (int i = 0; i < 98; i++) {
            histogram.record(0);
        }
        histogram.record(3 * MILLI);
        histogram.record(30 * MILLI);
        assertThat(lateness.of("a", histogram.counts())).isEqualTo(new OutputState.Lateness(0.0001, 0.005, 0.05));
        for (int second = 0; second < 80; second++) {
            lateness.looked();
            histogram.record(0);
            lateness.of("a", histogram.counts());
        }
        assertThat(lateness.of("a", histogram.counts())).isEqualTo(new OutputState.Lateness(0.0001, 0.0001, 0.0001));
    }
}
