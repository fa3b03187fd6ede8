// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndicatorTextTest {

    private static final Trouble.Subject INPUT = Trouble.Subject.input("dvb:0");

    private static final IndicatorStatus STATUS = new IndicatorStatus(
            Indicator.PMT,
            IndicatorState.RAISED,
            null,
            256,
            List.of(101),
            3,
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(2));

    @Test
    void anIndicatorIsToldWithItsPidAndService() {
        assertThat(EventText.lines(new RelayEvent.TroubleBegan(new Trouble.IndicatorRaised(INPUT, STATUS))))
                .containsExactly("dvb:0: TR 101 290 1.5.a PMT_error_2, PID 256 (service 101): raised");
        assertThat(EventText.lines(
                        new RelayEvent.TroubleOver(new Trouble.IndicatorRaised(INPUT, STATUS), Duration.ofSeconds(2))))
                .containsExactly("dvb:0: TR 101 290 1.5.a PMT_error_2, PID 256 (service 101): cleared, after 2.0 s;"
                        + " 3 errors");
    }

    @Test
    void whatAnOutputAddsIsToldAsThat() {
        Trouble added = new Trouble.IndicatorRaised(INPUT.output("udp://239.1.1.1:5004"), STATUS);

        assertThat(EventText.lines(new RelayEvent.TroubleBegan(added)))
                .containsExactly("dvb:0 -> udp://239.1.1.1:5004: TR 101 290 1.5.a PMT_error_2, PID 256 (service 101):"
                        + " raised by what is sent, though not by what arrives");
    }

    /** A bad signal raises an indicator of many PIDs at once. */
    @Test
    void theSameIndicatorIsOneSeries() {
        IndicatorStatus other = new IndicatorStatus(
                Indicator.PMT,
                IndicatorState.CLEARED,
                null,
                257,
                List.of(),
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);

        assertThat(new RelayEvent.TroubleBegan(new Trouble.IndicatorRaised(INPUT, STATUS)).series())
                .isEqualTo(
                        new RelayEvent.TroubleOver(new Trouble.IndicatorRaised(INPUT, other), Duration.ZERO).series());
    }
}
