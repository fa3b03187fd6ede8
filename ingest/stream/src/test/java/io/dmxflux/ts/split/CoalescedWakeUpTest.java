// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoalescedWakeUpTest {

    private static final long MICROS = 1_000;

    @ParameterizedTest
    @CsvSource({
        "4_000, 13_000, 8_000", // a multiple of 8 ms
        "1_000, 17_000, 16_000", // the last of two
        "8_000, 16_000, 8_000", // and not that at the end, behind which it would be too late
        "9_000, 15_000, 12_000", // else of 4
        "9_000, 11_000, 10_000", // of 2
        "9_000, 9_900, 9_000", // of 1
        "9_100, 9_900, 9_500", // of half a millisecond
        "-5_000, -1_000, -4_000",
    })
    void justBehindTheRoundestMomentOfThoseThatWouldDo(String earliest, String latest, String moment) {
        assertThat(CoalescedWakeUp.between(nanos(earliest), nanos(latest))).isEqualTo(nanos(moment) + 1);
    }

    @ParameterizedTest
    @CsvSource({"9_100, 9_400", "8_000, 8_000"})
    void theLastMomentThereIsWhereNoneIsRound(String earliest, String latest) {
        assertThat(CoalescedWakeUp.between(nanos(earliest), nanos(latest))).isEqualTo(nanos(latest));
    }

    private static long nanos(String micros) {
        return Long.parseLong(micros.replace("_", "")) * MICROS;
    }

    @Test
    void itIsNeverEarlierNorLaterThanItMayBe() {
        Random chance = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long earliest = chance.nextLong(1L << 50);
            long latest = earliest + chance.nextLong(1 << chance.nextInt(1, 26));
            assertThat(CoalescedWakeUp.between(earliest, latest)).isBetween(earliest, latest);
        }
    }
}
