// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static io.dmxflux.packet.PcrClock.Step.FIRST;
import static io.dmxflux.packet.PcrClock.Step.JUMP;
import static io.dmxflux.packet.PcrClock.Step.REGULAR;
import static io.dmxflux.packet.PcrClock.Step.REPEATED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcrClockTest {

    private static final long SECOND = Pcr.TICKS_PER_SECOND;

    private final PcrClock clock = new PcrClock();

    @Test
    void secondPcrMeasuresTheRate() {
        assertThat(clock.next(1000, 10, false)).isEqualTo(FIRST);
        assertThat(clock.hasRate()).isFalse();
        assertThat(clock.ticksAt(15)).as("without a rate the clock stands").isEqualTo(1000);

        assertThat(clock.next(1700, 20, false)).isEqualTo(REGULAR);
        assertThat(clock.hasRate()).isTrue();
        assertThat(clock.ticksAt(20)).isEqualTo(1700);
        assertThat(clock.ticksAt(23)).isEqualTo(1910);
        assertThat(clock.ticksAt(13)).as("before the last PCR").isEqualTo(1210);
        assertThat(clock.stepTicks()).isEqualTo(700);
        assertThat(clock.stepLength()).isEqualTo(10);
    }

    @Test
    void ticksGoOnOverTheWrap() {
        clock.next(Pcr.WRAP_TICKS - 100, 0, false);

        assertThat(clock.next(200, 3, false)).isEqualTo(REGULAR);
        assertThat(clock.ticks()).isEqualTo(Pcr.WRAP_TICKS + 200);
        assertThat(clock.ticksAt(6)).isEqualTo(Pcr.WRAP_TICKS + 500);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -SECOND, SECOND + 1, 3600 * SECOND})
    void stepBackOrFarAheadIsAJumpThatIsFollowedAtTheRateBefore(long step) {
        clock.next(5 * SECOND, 0, false);
        clock.next(5 * SECOND + 700, 7, false);

        long pcr = Math.floorMod(5 * SECOND + 700 + step, Pcr.WRAP_TICKS);
        assertThat(clock.next(pcr, 8, false)).isEqualTo(JUMP);
        assertThat(clock.ticks()).isEqualTo(5 * SECOND + 700 + step);
        assertThat(clock.ticksAt(10)).isEqualTo(clock.ticks() + 200);
    }

    @Test
    void stepOfASecondIsRegular() {
        clock.next(0, 0, false);

        assertThat(clock.next(SECOND, 1, false)).isEqualTo(REGULAR);
    }

    @Test
    void discontinuityIndicatorMakesAnyStepAJump() {
        clock.next(0, 0, false);
        clock.next(100, 1, false);

        assertThat(clock.next(900, 2, true)).isEqualTo(JUMP);
        assertThat(clock.next(900, 3, true)).isEqualTo(JUMP);
        assertThat(clock.ticksIn(1)).as("rate").isEqualTo(100);
    }

    @Test
    void repeatedPcrKeepsTheRateAndMovesThePosition() {
        clock.next(0, 0, false);
        clock.next(100, 1, false);

        assertThat(clock.repeats(100)).isTrue();
        assertThat(clock.next(100, 2, false)).isEqualTo(REPEATED);
        assertThat(clock.position()).isEqualTo(2);
        assertThat(clock.ticksAt(3)).isEqualTo(200);
    }

    @Test
    void behindAnInterruptionThePcrIsTheFirstAndTheRateStays() {
        clock.next(0, 0, false);
        clock.next(100, 1, false);
        clock.interrupt();

        assertThat(clock.next(7 * SECOND, 5, false)).isEqualTo(FIRST);
        assertThat(clock.ticks()).isEqualTo(7 * SECOND);
        assertThat(clock.ticksAt(6)).isEqualTo(7 * SECOND + 100);
    }

    /** A year of 200 Mbit/s, in bytes, is further than can be multiplied with a second in 64 bits. */
    @Test
    void clockGoesOnForAYearWithoutAPcr() {
        long bytesPerSecond = 25_000_000;
        long year = 366L * 86_400;
        clock.next(0, 0, false);
        clock.next(SECOND, bytesPerSecond, false);

        assertThat(clock.ticksAt(year * bytesPerSecond)).isEqualTo(year * SECOND);
        assertThat(clock.ticksAt(-year * bytesPerSecond)).isEqualTo(-year * SECOND);
    }
}
