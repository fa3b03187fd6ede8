// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DepartureTimesTest {

    private static final int PIECE = 14 * 1316;
    private static final long PERIOD = 3_900_000;
    private static final long RESERVE = PERIOD / 4;

    private final DepartureTimes times = new DepartureTimes();
    private long now = 1_000_000_000;

    private void arrive(int pieces, long period) {
        for (int i = 0; i < pieces; i++) {
            now += period;
            times.add(PIECE, now);
        }
    }

    private long waiting() {
        return times.next(0) - now;
    }

    private double pieceNanos() {
        return times.nanosPerByte() * PIECE;
    }

    @Test
    void aPieceLeavesInTheTimeItTookToArriveAReserveBehind() {
        arrive(200, PERIOD);
        assertThat(pieceNanos()).isBetween(0.999 * PERIOD, 1.001 * PERIOD);
        assertThat(waiting()).isBetween(RESERVE * 9 / 10, RESERVE * 11 / 10);
    }

    @Test
    void theFirstPieceLeavesAtOnce() {
        arrive(1, PERIOD);
        assertThat(waiting()).isZero();
        assertThat(pieceNanos()).isZero();
    }

    @Test
    void arrivalsThatAreOffByLessThanTheReserveLeaveNoGap() {
        arrive(200, PERIOD);
        Random random = new Random(7);
        long even = now;
        for (int i = 1; i <= 1_000; i++) {
            long end = times.next(0) + (long) pieceNanos();
            now = even + i * PERIOD + random.nextLong(-RESERVE / 3, RESERVE / 3);
            times.add(PIECE, now);
            assertThat(times.next(0)).as("piece " + i).isBetween(end - 1, end + 1);
            assertThat(pieceNanos()).isBetween(0.9 * PERIOD, 1.1 * PERIOD);
        }
    }

    @Test
    void whatComesLateLeavesAtOnce() {
        arrive(200, PERIOD);
        now += 2_000_000_000;
        times.add(PIECE, now);
        assertThat(waiting()).isZero();
    }

    @Test
    void aBacklogGetsLess() {
        arrive(200, PERIOD);
        arrive(4, 0);
        long most = waiting();
        assertThat(most).isGreaterThan(2 * PERIOD);
        assertThat(pieceNanos()).isLessThan(0.8 * PERIOD);
        arrive(40, PERIOD);
        assertThat(waiting()).isLessThan(most / 2);
    }

    @Test
    void partsOfABufferLeaveOneAfterTheOther() {
        arrive(200, PERIOD);
        long first = times.next(PIECE / 2);
        assertThat(times.next(PIECE / 2) - first).isBetween(PERIOD / 2 - 10_000, PERIOD / 2 + 10_000);
    }

    @Test
    void theDelayStaysWhatItIsHoweverLongItTakes() {
        arrive(100_000, PERIOD);
        assertThat(waiting()).isBetween(RESERVE * 9 / 10, RESERVE * 11 / 10);
    }

    @Test
    void aStreamThatGetsSlowerOrFasterIsFollowed() {
        arrive(200, PERIOD);
        arrive(200, PERIOD / 2);
        assertThat(pieceNanos()).isBetween(0.499 * PERIOD, 0.501 * PERIOD);
        assertThat(waiting()).isLessThan(PERIOD / 2);
        arrive(200, 3 * PERIOD);
        assertThat(pieceNanos()).isBetween(2.99 * PERIOD, 3.01 * PERIOD);
        assertThat(waiting()).isLessThan(3 * PERIOD);
    }
}
