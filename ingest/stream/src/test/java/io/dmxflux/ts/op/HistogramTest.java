// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void aBoundIsInTheBucketThatItEnds() {
        Histogram bursts = Histogram.ofBursts();
        for (int datagrams : new int[] {1, 2, 3, 4, 5, 49, 50}) {
            bursts.record(datagrams);
        }
        assertThat(bursts.counts().bounds()).containsExactly(1, 2, 4, 8, 16, 32, 49);
        assertThat(bursts.counts().counts()).containsExactly(1, 1, 2, 1, 0, 0, 1, 1);
        assertThat(bursts.counts().count()).isEqualTo(7);
        assertThat(bursts.counts().sum()).isEqualTo(114);
    }

    @Test
    void whatIsEarlyIsNotLate() {
        Histogram lateness = Histogram.ofLateness();
        lateness.record(-5_000_000);
        lateness.record(100_001);
        assertThat(lateness.counts().counts()).startsWith(1, 1, 0);
        assertThat(lateness.counts().sum()).isEqualTo(100_001);
    }

    @Test
    void whatWasReadStaysAsItWas() {
        Histogram bursts = Histogram.ofBursts();
        bursts.record(1);
        Histogram.Counts before = bursts.counts();
        bursts.record(1);
        assertThat(before.count()).isOne();
        assertThat(before.plus(bursts.counts()).counts()).startsWith(3, 0);
    }
}
