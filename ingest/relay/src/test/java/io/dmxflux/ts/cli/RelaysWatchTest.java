// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.relay.RelayStats;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.SourceStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelaysWatchTest {

    private final RelaysWatch watch = new RelaysWatch(List.of(stats("dvb:0", 0, 0), stats("dvb:1", 0, 0)));

    private static RelayStats stats(String input, long second, long packets) {
        return new RelayStats(
                input,
                Duration.ofSeconds(second),
                new ContinuityStats(packets, 0, 0, 0, 0, 0, 0),
                0,
                SourceStats.NONE,
                List.of(new RelayStats.OutputStats(
                        "udp://239.1.1.1:5", new SendStats(1, packets * 188, Map.of()), 0, 0, Optional.empty())),
                Optional.empty());
    }

    private List<String> look(RelayStats... now) {
        return watch.look(List.of(now)).stream()
                .flatMap(event -> EventText.lines(event).stream())
                .toList();
    }

    @Test
    void ofManyInputsTheSilentOneIsNamed() {
        assertThat(look(stats("dvb:0", 3, 30), stats("dvb:1", 3, 30))).isEmpty();
        assertThat(look(stats("dvb:0", 8, 80), stats("dvb:1", 8, 30)))
                .singleElement()
                .asString()
                .startsWith("dvb:1: nothing for 5 s");
    }

    @Test
    void anInputThatGoesAndComesBackStartsAgain() {
        assertThat(look(stats("dvb:0", 100, 10), stats("dvb:1", 100, 10))).isEmpty();
        assertThat(look(stats("dvb:0", 101, 20))).isEmpty();
        assertThat(look(stats("dvb:0", 102, 30), stats("dvb:1", 0, 0))).isEmpty();
        assertThat(look(stats("dvb:0", 107, 40), stats("dvb:1", 5, 0)))
                .singleElement()
                .asString()
                .startsWith("dvb:1: nothing for 5 s");
    }

    @Test
    void progressIsThatOfAllTogether() {
        assertThat(watch.progress(List.of(stats("dvb:0", 1, 1_000), stats("dvb:1", 1, 500))))
                .startsWith("1 s  2.26 Mbit/s  in 1500  out 1500  ");
        assertThat(watch.progress(List.of(stats("dvb:0", 2, 1_200))))
                .as("an input has gone, and its packets with it")
                .startsWith("2 s  0.00 Mbit/s  in 1200  out 1200  ");
    }
}
