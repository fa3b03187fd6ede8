// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.Pcr;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which PCR is of another time base than the one before. */
class ProgramClockTest {

    private static final long START = Pcr.WRAP_TICKS - ticks(100); // all but the first PCRs are behind the wrap

    private final ProgramClock clock = new ProgramClock();

    private static long ticks(long millis) {
        return millis * Pcr.TICKS_PER_MILLI;
    }

    private boolean next(long pcrMillis, long atMillis) {
        return clock.next(
                Math.floorMod(START + ticks(pcrMillis), Pcr.WRAP_TICKS), TimeUnit.MILLISECONDS.toNanos(atMillis));
    }

    private void run() {
        for (int millis = 0; millis <= 200; millis += 40) {
            assertThat(next(millis, millis)).isFalse();
        }
    }

    @ParameterizedTest(name = "{0} ms of clock in {1} ms: {2}")
    @CsvSource({
        "40, 40, false",
        "0, 0, false",
        "40, 5000, false",
        "5000, 5000, false",
        "900, 40, false", // jitter, a stall, a loss
        "-1, 40, true",
        "-50000, 40, true",
        "1200, 40, true",
        "50000, 40, true"
    })
    void withinASourceOnlyAJumpIsAnotherTimeBase(long step, long elapsed, boolean jumps) {
        run();
        assertThat(next(200 + step, 200 + elapsed)).isEqualTo(jumps);
        assertThat(next(200 + step + 40, 200 + elapsed + 40)).as("once").isFalse();
    }

    @ParameterizedTest(name = "{0} ms of clock in {1} ms: {2}")
    @CsvSource({
        "40, 40, false",
        "3000, 3000, false",
        "3090, 3000, false", // the same clock
        "3110, 3000, true",
        "40, 3000, true",
        "-40, 40, true",
        "50000, 40, true",
        "3600000, 3600000, true"
    })
    void ofAnotherSourceWhatIsNotExpectedIsAnotherTimeBase(long step, long elapsed, boolean jumps) {
        run();
        clock.changeSource();
        assertThat(next(200 + step, 200 + elapsed)).isEqualTo(jumps);
        assertThat(next(200 + step + 40, 200 + elapsed + 40)).as("once").isFalse();
    }

    @Test
    void theFirstPcrOfAllIsNoJump() {
        clock.changeSource();
        assertThat(next(700_000, 3)).isFalse();
    }

    @Test
    void aFileReadAsFastAsPossibleHasTheTimeOfItsPcrs() {
        clock.timed(false);
        for (int millis = 0; millis <= 4_000; millis += 40) {
            assertThat(next(millis, 1)).isFalse();
        }
        clock.changeSource();
        assertThat(next(9_000, 1)).as("something is missing").isFalse();
        assertThat(next(1_000, 1)).isTrue();
        assertThat(next(1_040, 1)).isFalse();
        assertThat(clock.streamNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(4_040));
    }
}
