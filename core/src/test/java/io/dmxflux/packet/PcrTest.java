// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcrTest {

    private static final long LAST = Pcr.WRAP_TICKS - 1;

    @Test
    void differenceGoesForwardOverTheWrap() {
        assertThat(Pcr.difference(5, LAST)).isEqualTo(6);
        assertThat(Pcr.difference(LAST, 5)).isEqualTo(-6);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "100, 40, 60", "40, 100, -60", "27000000, 0, 27000000"})
    void differenceIsSigned(long later, long earlier, long difference) {
        assertThat(Pcr.difference(later, earlier)).isEqualTo(difference);
    }

    @Test
    void differenceTakesTheShorterWay() {
        long half = Pcr.WRAP_TICKS / 2;

        assertThat(Pcr.difference(half - 1, 0)).isEqualTo(half - 1);
        assertThat(Pcr.difference(half, 0)).isEqualTo(-half);
        assertThat(Pcr.difference(half + 1, 0)).isEqualTo(-half + 1);
    }

    @Test
    void extensionOutOfRangeStaysInsideTheWrap() {
        assertThat(Pcr.of((1L << 33) - 1, 511)).isBetween(0L, LAST);
    }

    @Test
    void aWrapLastsTwentySixAndAHalfHours() {
        assertThat(Pcr.toNanos(Pcr.WRAP_TICKS) / 1_000_000_000L).isEqualTo(95443);
    }

    @Test
    void ticksAndNanosecondsAgree() {
        assertThat(Pcr.toNanos(27)).isEqualTo(1000);
        assertThat(Pcr.fromNanos(1000)).isEqualTo(27);
        assertThat(Pcr.fromNanos(Pcr.toNanos(Pcr.WRAP_TICKS))).isEqualTo(Pcr.WRAP_TICKS - 1);
    }
}
