// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.RawFigures;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.ts.source.SignalStats;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignalStateTest {

    private static final Instant SINCE = Instant.parse("2026-11-26T23:00:30Z");
    private static final SignalFigures FIGURES = new SignalFigures(
            OptionalDouble.of(-45.234),
            OptionalDouble.empty(),
            OptionalDouble.of(31.25),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(0),
            OptionalLong.of(2),
            OptionalLong.of(100),
            RawFigures.NONE);

    private static InputState.Signal signal(FrontendState.Phase phase) {
        FrontendState state = new FrontendState(phase, Set.of(), FIGURES, SINCE, SINCE, 1);
        return InputStates.signal(new SignalStats("dvb-t 474 MHz", state, 3, 1_240_000_000, 7));
    }

    @Test
    void figuresAreRoundedToWhatDriversKnow() {
        assertThat(signal(FrontendState.Phase.LOCK))
                .isEqualTo(new InputState.Signal("dvb-t 474 MHz", "lock", SINCE, -45.2, 31.3, null, 0.0, 7, 3, 1.2));
    }

    @Test
    void withoutALockThereAreCountsAndNoFigures() {
        assertThat(signal(FrontendState.Phase.LOST))
                .isEqualTo(new InputState.Signal("dvb-t 474 MHz", "lost", SINCE, null, null, null, null, 7, 3, 1.2));
    }
}
