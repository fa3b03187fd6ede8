// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.LossKind;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.log.LogEvent;
import java.time.Duration;
import java.util.TreeSet;
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

    /** It keeps what comes, and has no disk of this machine. */
    @Test
    void aClusterThatIsAwayIsToldAsOne() {
        String cluster = "kafka://10.0.0.1:9092/hd";
        assertThat(EventText.lines(new WaitEvent.OutputWaits(cluster, "not acknowledged for 1002 ms")))
                .containsExactly("output " + cluster
                        + ": not acknowledged for 1002 ms; waiting for it, and counting what is lost");
        assertThat(EventText.lines(new WaitEvent.OutputWaits("file:a.ts", "no room")))
                .containsExactly("output file:a.ts: no room; waiting for it, and counting what is refused");

        Trouble.Subject output = Trouble.Subject.input("dvb:0").output(cluster);
        assertThat(TroubleText.began(new Trouble.OutputBlocked(output, Duration.ofSeconds(2), 300)))
                .isEqualTo("takes nothing for 2.0 s, 300 packets wait; check its brokers, and the network to them");
        assertThat(TroubleText.began(new Trouble.Losses(output, LossKind.OUTPUT_DROPS, 3, new TreeSet<>())))
                .endsWith("; check its brokers, and the network to them");
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
