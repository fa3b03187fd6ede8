// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndicatorEventsTest {

    private final List<RelayEvent> told = new ArrayList<>();
    private boolean isBehindGap;
    private final IndicatorEvents events = IndicatorEvents.ofInput("dvb:0", told::add, () -> isBehindGap);

    private void look(IndicatorState state, long errors, int lastSecond) {
        look(Indicator.PMT, state, errors, lastSecond);
    }

    private void look(Indicator indicator, IndicatorState state, long errors, int lastSecond) {
        events.accept(new IndicatorStatus(
                indicator,
                state,
                null,
                256,
                List.of(),
                errors,
                Duration.ofSeconds(1),
                Duration.ofSeconds(lastSecond),
                Duration.ofSeconds(lastSecond - 1)));
    }

    /** As the losses that are over, so that an output that is opened again need not begin again. */
    @Test
    void eachTimeIsToldWithItsOwnErrors() {
        look(IndicatorState.RAISED, 1, 2);
        look(IndicatorState.CLEARED, 3, 2);
        look(IndicatorState.RAISED, 4, 20);
        look(IndicatorState.CLEARED, 5, 20);

        assertThat(told)
                .flatExtracting(EventText::lines)
                .containsExactly(
                        "dvb:0: TR 101 290 1.5.a PMT_error_2, PID 256: raised",
                        "dvb:0: TR 101 290 1.5.a PMT_error_2, PID 256: cleared, after 1.0 s; 3 errors",
                        "dvb:0: TR 101 290 1.5.a PMT_error_2, PID 256: raised",
                        "dvb:0: TR 101 290 1.5.a PMT_error_2, PID 256: cleared, after 1.0 s; 2 errors");
    }

    @Test
    void aClockThatJumpsBehindALostLockIsNotToldASecondTime() {
        isBehindGap = true;
        look(Indicator.PCR_DISCONTINUITY, IndicatorState.RAISED, 1, 2);
        look(Indicator.PCR_DISCONTINUITY, IndicatorState.CLEARED, 1, 2);
        assertThat(told).isEmpty();
        look(Indicator.PMT, IndicatorState.RAISED, 1, 10);
        assertThat(told).as("what no gap explains").hasSize(1);
        isBehindGap = false;
        look(Indicator.PCR_DISCONTINUITY, IndicatorState.RAISED, 2, 20);
        look(Indicator.PCR_DISCONTINUITY, IndicatorState.CLEARED, 2, 20);
        assertThat(told)
                .flatExtracting(EventText::lines)
                .endsWith(
                        "dvb:0: TR 101 290 2.3.b PCR_discontinuity_indicator_error, PID 256: raised",
                        "dvb:0: TR 101 290 2.3.b PCR_discontinuity_indicator_error, PID 256: cleared, after 1.0 s; 1 error");
    }
}
