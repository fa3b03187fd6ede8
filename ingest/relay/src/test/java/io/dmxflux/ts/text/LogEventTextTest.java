// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.log.LogEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogEventTextTest {

    @Test
    void aReaderThatWasTooSlowHearsWhatItLacksAndWhatToDo() {
        assertThat(LogEventText.of(new LogEvent.Overtaken("hd", 1_000, 1_300)))
                .isEqualTo("was read too slowly: up to 2100 packets were deleted before;"
                        + " keep more with ?keep= or ?keep-bytes= where it is written");
    }

    @Test
    void packetsThatAreNotTheDatagramsOfTheLogAreToldWithWhatItMeans() {
        assertThat(LogEventText.of(new LogEvent.OtherDatagrams("hd", 1_000)))
                .isEqualTo("its packets are not those of its datagrams (the first time at 1000);"
                        + " RTP of them has other numbers than that of another relay");
    }

    @Test
    void aClockThatWasSetIsToldWithItsDirection() {
        String rest = "; the order of what is kept is not touched, and nothing is deleted by age for an hour";
        assertThat(LogEventText.of(new LogEvent.ClockStepped("hd", 7, Duration.ofMillis(-3_600_250))))
                .isEqualTo("the clock of this machine was set back by 3600.3 s" + rest);
        assertThat(LogEventText.of(new LogEvent.ClockStepped("hd", 7, Duration.ofSeconds(2))))
                .isEqualTo("the clock of this machine was set forward by 2.0 s" + rest);
    }
}
