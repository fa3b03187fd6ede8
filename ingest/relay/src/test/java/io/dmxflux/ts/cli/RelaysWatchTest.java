// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.relay.InputReport;
import io.dmxflux.ts.relay.OutputReport;
import io.dmxflux.ts.relay.RelayReport;
import io.dmxflux.ts.sink.SendTotals;
import io.dmxflux.ts.source.SourceStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelaysWatchTest {

    private final RelaysWatch watch = new RelaysWatch(List.of(report("dvb:0", 0, 0), report("dvb:1", 0, 0)));

    private static InputReport report(String input, long second, long packets) {
        return new InputReport(
                input,
                new RelayReport(
                        Duration.ofSeconds(second),
                        new ContinuityStats(packets, 0, 0, 0, 0, 0, 0),
                        0,
                        SourceStats.NONE,
                        List.of(new OutputReport("udp://239.1.1.1:5", new SendTotals(1, packets * 188, Map.of()), 0))));
    }

    @Test
    void ofManyInputsTheSilentOneIsNamed() {
        assertThat(watch.look(List.of(report("dvb:0", 3, 30), report("dvb:1", 3, 30))))
                .isEmpty();
        assertThat(watch.look(List.of(report("dvb:0", 8, 80), report("dvb:1", 8, 30))))
                .singleElement()
                .asString()
                .startsWith("dvb:1: nothing for 5 s");
    }

    @Test
    void anInputThatGoesAndComesBackStartsAnew() {
        assertThat(watch.look(List.of(report("dvb:0", 100, 10), report("dvb:1", 100, 10))))
                .isEmpty();
        assertThat(watch.look(List.of(report("dvb:0", 101, 20)))).isEmpty();
        assertThat(watch.look(List.of(report("dvb:0", 102, 30), report("dvb:1", 0, 0))))
                .isEmpty();
        assertThat(watch.look(List.of(report("dvb:0", 107, 40), report("dvb:1", 5, 0))))
                .singleElement()
                .asString()
                .startsWith("dvb:1: nothing for 5 s");
    }

    @Test
    void progressIsThatOfAllTogether() {
        assertThat(watch.progress(List.of(report("dvb:0", 1, 1_000), report("dvb:1", 1, 500))))
                .startsWith("1 s  2.26 Mbit/s  in 1500  out 1500  ");
        assertThat(watch.progress(List.of(report("dvb:0", 2, 1_200))))
                .as("an input has gone, and its packets with it")
                .startsWith("2 s  0.00 Mbit/s  in 1200  out 1200  ");
    }
}
