// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The two clocks of a machine, read as one. */
class WallOffsetTest {

    private final SettableLogTime clocks = new SettableLogTime();

    /** Clocks of a process that is stopped for 5 s whenever it is about to read the wall clock, for the first times. */
    private LogTime stopped(int times) {
        return new LogTime() {
            private int left = times;

            @Override
            public long nanos() {
                return clocks.nanos();
            }

            @Override
            public long wallMillis() {
                if (left-- > 0) {
                    clocks.pass(Duration.ofSeconds(5));
                }
                return clocks.wallMillis();
            }
        };
    }

    @Test
    void isTheSameForAProcessThatWasStoppedBetween() {
        long offset = WallOffset.millis(clocks);
        clocks.pass(Duration.ofMinutes(1));
        assertThat(WallOffset.millis(clocks)).isEqualTo(offset);
        assertThat(WallOffset.millis(stopped(1))).isEqualTo(offset);
        assertThat(WallOffset.millis(stopped(3))).isEqualTo(offset);
    }

    @Test
    void changesWithTheWallClock() {
        long offset = WallOffset.millis(clocks);
        clocks.step(Duration.ofHours(-1));
        assertThat(WallOffset.millis(clocks))
                .isEqualTo(offset - Duration.ofHours(1).toMillis());
    }

    @Test
    void isTakenAsItIsFromAProcessThatIsStoppedAllTheTime() {
        long offset = WallOffset.millis(clocks);
        assertThat(WallOffset.millis(stopped(Integer.MAX_VALUE))).isEqualTo(offset + 5_000);
    }
}
